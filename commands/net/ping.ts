import { type CommandContext, defineCommand, type ResolvedTarget } from '../../src/command.ts';
import { MAX_PING_SIZE, requireAddress } from '../../src/connectivity/ping.ts';
import { USUAL_SIZE } from '../../src/connectivity/ping-hole.ts';
import { nearEndOf } from '../../src/connectivity/ping-near-end.ts';
import { BotError } from '../../src/errors.ts';
import { notRunning } from '../../src/guest/running.ts';
import { pingOperation } from '../../src/operations/net-ping.ts';

const DEFAULT_COUNT = 4;

export const netPing = defineCommand({
  name: 'net ping',
  description:
    'Pings from inside a machine, from a host or the bot to a machine, a host or an address',
  needs: 'net.test',
  audience: 'channel',
  options: {
    from: { type: 'target', description: 'A machine, a host, or bot', required: true },
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
      description: `Bytes in each, ${USUAL_SIZE} when left out`,
      required: false,
    },
    port: {
      type: 'integer',
      min: 1,
      max: 65_535,
      description: 'A TCP port to connect to, in place of a ping',
      required: false,
      positional: false,
    },
  },
  examples: [
    'net ping web-1 db-1',
    'net ping web-1 10.0.0.1 10 1400',
    'net ping host:demo-a web-1',
    'net ping web-1 db-1 --port 443',
  ],
  async run({ from, to, count = DEFAULT_COUNT, size = USUAL_SIZE, port }, context) {
    refuseSame(from, to);
    if (from.type === 'bot') refuseUnreal(to);
    await refuse(to, context);
    const near = await nearEndOf(from, context);
    const seen = context.fleet.sites
      .map(({ site }) => site.name)
      .filter((site) => context.may('vm.read', { sites: [site] }));
    return { operations: [pingOperation({ from: near, to, count, size, seen, port })] };
  },
});

function refuseSame(from: ResolvedTarget, to: ResolvedTarget): void {
  const label = identity(from);
  if (label !== identity(to)) return;
  throw new BotError('invalid', `${labelOf(from)} always reaches itself`, {
    hint: 'Name another machine, a host or an address behind it.',
  });
}

/** What is not real is on no network that the bot could be on. */
function refuseUnreal(to: ResolvedTarget): void {
  if (to.type !== 'machine' && to.type !== 'host') return;
  const { hypervisor } = to.type === 'machine' ? to.machine : to.host;
  if (!hypervisor.site.demo) return;
  throw new BotError('unsupported', `${labelOf(to)} is not real: no packet of the bot gets there`, {
    hint: 'Begin with another machine or a host of the demo.',
  });
}

function identity(end: ResolvedTarget): string {
  switch (end.type) {
    case 'machine':
      return `machine ${end.machine.machine.site}/${end.machine.machine.id}`;
    case 'host':
      return `host ${end.host.host.site}/${end.host.host.name}`;
    case 'address':
      return `address ${end.address}`;
    case 'bot':
      return 'bot';
    default:
      return end satisfies never;
  }
}

function labelOf(end: ResolvedTarget): string {
  if (end.type === 'machine') return end.machine.label;
  if (end.type === 'host') return `host ${end.host.host.name}`;
  return end.type === 'bot' ? 'The bot' : identity(end);
}

/** What can be said of the far end before anything is tried. */
async function refuse(to: ResolvedTarget, { fleet, signal }: CommandContext): Promise<void> {
  if (to.type === 'address') return requireAddress(to.address);
  if (to.type === 'host' && !to.host.host.addresses?.length) return refuseHost(to.host.host.name);
  if (to.type !== 'machine' || to.machine.machine.state === 'running') return;
  const { label } = to.machine;
  const current = await fleet.current(to.machine.machine, signal);
  if (current.machine.state !== 'running') throw notRunning({ ...current, label });
}

function refuseHost(name: string): never {
  throw new BotError('unsupported', `The address of host ${name} is unknown`, {
    hint: 'Give the address itself in its place.',
  });
}
