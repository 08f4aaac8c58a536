import { defineCommand, type ResolvedMachine, type ResolvedTarget } from '../../src/command.ts';
import { isAddress, MAX_PING_SIZE } from '../../src/connectivity/ping.ts';
import { BotError } from '../../src/errors.ts';
import { runningGuest } from '../../src/guest/running.ts';
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
    refuse(from, to);
    const guest = await runningGuest(from, context);
    return { operations: [pingOperation(guest, to, { count, size })] };
  },
});

function refuse({ machine, label }: ResolvedMachine, to: ResolvedTarget): void {
  if (to.type === 'address' && !isAddress(to.address)) {
    throw new BotError('invalid', 'That is neither an IP address nor a host name', {
      hint: 'Give an address such as 10.0.0.1 or fd00::1, or a name such as host.example.org.',
    });
  }
  if (to.type !== 'machine') return;
  const far = to.machine.machine;
  if (far.site !== machine.site || far.id !== machine.id) return;
  throw new BotError('invalid', `${label} always reaches itself`, {
    hint: 'Name another machine, a host or an address behind it.',
  });
}
