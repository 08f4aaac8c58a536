import { defineCommand } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';
import { planAgent } from '../../src/guest/setup/agent.ts';
import { planSsh, wayCard } from '../../src/guest/setup/ssh.ts';

export const guestSetup = defineCommand({
  name: 'guest setup',
  description: 'Says what a guest lacks to answer, does what it can, or sets up ssh to it',
  needs: 'guest.setup',
  audience: 'caller',
  options: {
    machine: { type: 'machine', description: 'Which guest', required: true },
    ssh: {
      type: 'text',
      description: 'user@address or user@address:port: reach it over ssh, without an agent',
      required: false,
      positional: false,
    },
    viaHost: {
      type: 'flag',
      description: 'The ssh goes through the host of the machine',
      required: false,
    },
  },
  examples: [
    'guest setup web-1',
    'guest setup web-1 --ssh root@10.0.0.7',
    'guest setup web-1 --ssh admin@10.0.0.7:2222 --via-host',
  ],
  async run({ machine: asked, ssh, viaHost }, context) {
    const current = await context.fleet.current(asked.machine, context.signal);
    const machine = { ...current, label: asked.label };
    if (ssh !== undefined) return planSsh(machine, { ssh, viaHost }, context);
    if (viaHost) {
      throw new BotError('usage', '--via-host needs --ssh', {
        hint: 'Say where: --ssh user@address --via-host',
      });
    }
    const way = await context.ways?.find(machine.machine);
    return way ? wayCard(machine, way, context) : planAgent(machine, context);
  },
});
