import { defineCommand } from '../../src/command.ts';
import { planForget } from '../../src/guest/setup/ssh.ts';

export const guestForget = defineCommand({
  name: 'guest forget',
  description: 'Takes back the ssh that guest setup has set up',
  needs: 'guest.setup',
  audience: 'caller',
  options: { machine: { type: 'machine', description: 'Which guest', required: true } },
  examples: ['guest forget web-1'],
  run: ({ machine }, context) => planForget(machine, context),
});
