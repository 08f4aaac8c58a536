import {
  type CommandContext,
  defineCommand,
  type ResolvedMachine,
  type ResolvedTarget,
} from '../../src/command.ts';
import { MAX_PING_SIZE, requireAddress } from '../../src/connectivity/ping.ts';
import { BotError } from '../../src/errors.ts';
import { notRunning, runningGuest } from '../../src/guest/running.ts';
import { pingOperation } from '../../src/operations/net-ping.ts';

const DEFAULT_COUNT = 4;
/** What every ping program sends when it is not told. */
const DEFAULT_SIZE = 56;

export const netPing = defineCommand({
  name: 'net ping',
  description: 'Pings from inside a guest to a machine, a host or an address',
  needs: 'net.test',
  audience: 'channel',
  options: {
    from: { type: 'machine', description: 'From inside which guest', required: true },
    to: { type: 'target', description: 'A machine, a host or an address', required: true },
    count: {
      type: 'integer',
      min: 1,
      max: 100,
      description: `How many packets, ${DEFAULT_COUNT} when left out`,
      required: false,
    },
    size: {
      type: 'integer',
      min: 0,
      max: MAX_PING_SIZE,
      description: `Bytes in each, ${DEFAULT_SIZE} when left out`,
      required: false,
    },
  },
  examples: ['net ping web-1 db-1', 'net ping web-1 10.0.0.1 10 1400'],
  async run({ from, to, count = DEFAULT_COUNT, size = DEFAULT_SIZE }, context) {
    await refuse(from, to, context);
    const guest = await runningGuest(from, context);
    return { operations: [pingOperation(guest, to, { count, size })] };
  },
});

/** What can be said before anything is tried. */
async function refuse(from: ResolvedMachine, to: ResolvedTarget, context: CommandContext) {
  switch (to.type) {
    case 'address':
      return requireAddress(to.address);
    case 'host':
      return to.host.host.addresses?.length ? undefined : refuseHost(to.host.host.name);
    case 'machine':
      return refuseMachine(from, to.machine, context);
    default:
      return to satisfies never;
  }
}

function refuseHost(name: string): never {
  throw new BotError('unsupported', `The address of host ${name} is unknown`, {
    hint: 'Give the address itself in its place.',
  });
}

async function refuseMachine(
  { machine, label }: ResolvedMachine,
  to: ResolvedMachine,
  { fleet, signal }: CommandContext,
): Promise<void> {
  if (to.machine.site === machine.site && to.machine.id === machine.id) {
    throw new BotError('invalid', `${label} always reaches itself`, {
      hint: 'Name another machine, a host or an address behind it.',
    });
  }
  if (to.machine.state === 'running') return;
  const current = await fleet.current(to.machine, signal);
  if (current.machine.state !== 'running') throw notRunning({ ...current, label: to.label });
}
