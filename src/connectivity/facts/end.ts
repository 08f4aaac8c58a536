import { BotError } from '../../errors.ts';
import type { GuestInterface } from '../../hypervisor/guest.ts';
import type { Hypervisor, Machine } from '../../hypervisor.ts';
import type { OperationContext } from '../../operation.ts';
import type { TargetMachine } from '../../operations/machine-ref.ts';
import { metByHost } from '../met-by-host.ts';
import { guestSender, type Sender } from '../ping-sender.ts';
import { hostNetOf } from './host-net.ts';
import { insideScript, readInside } from './inside.ts';
import { known } from './known.ts';
import type { End, Inside, Known, PluggedCard } from './values.ts';

/** Milliseconds for one look, on a host or in a slow guest. */
const LIMIT = 30_000;

/** An end, and how its guest is asked where it can be. */
export interface OpenEnd {
  readonly end: End;
  readonly sender: Known<Sender>;
}

/** Collects one end; what cannot be known is said, and only stops are thrown. */
export async function lookAtEnd(
  target: TargetMachine,
  context: OperationContext,
): Promise<OpenEnd> {
  const { machine, hypervisor } = await context.machine(target.ref);
  const { task } = context;
  const sender = await senderIn({ machine, hypervisor, label: target.label }, context);
  const [cards, inside, hostNet, firewall] = await Promise.all([
    known(() => cardsOf(hypervisor, machine, task.signal)),
    insideBy(sender, hypervisor, { machine, signal: task.signal }),
    known(() => hostNetOf(hypervisor, machine.host, { signal: task.signal, timeoutMs: LIMIT })),
    firewallOf(hypervisor, machine, task.signal),
  ]);
  const met =
    inside.value || machine.state !== 'running'
      ? []
      : await metBy(hypervisor, machine, task.signal);
  const { site, host, id, state } = machine;
  const { label } = target;
  return { end: { label, site, host, id, state, cards, inside, hostNet, firewall, met }, sender };
}

interface Asked {
  readonly machine: Machine;
  readonly hypervisor: Hypervisor;
  readonly label: string;
}

async function senderIn(
  { machine, hypervisor, label }: Asked,
  { task }: OperationContext,
): Promise<Known<Sender>> {
  const { guest: channel, site } = hypervisor;
  if (machine.state !== 'running') return { why: `${label} does not run` };
  if (!channel) return { why: `${site.name} has no way into its guests` };
  const probe = await known(() => channel.probe(machine, task.signal));
  if (probe.value === undefined) return { why: probe.why };
  if (!probe.value.answers) return { why: probe.value.why };
  return { value: guestSender({ channel, machine, label }, task) };
}

async function cardsOf(
  { network, site }: Hypervisor,
  machine: Machine,
  signal: AbortSignal,
): Promise<readonly PluggedCard[]> {
  if (!network) throw new BotError('unsupported', `${site.name} does not tell its network cards`);
  const cards = await network.cards(machine, signal);
  const segments = await known(() => network.segments(signal));
  return cards.map((card) => {
    const segment = segments.value?.find(
      ({ host, name }) => host === machine.host && name === card.segment,
    );
    return { ...card, wiring: card.wiring ?? segment?.wiring, wireless: segment?.wireless };
  });
}

function firewallOf({ network }: Hypervisor, machine: Machine, signal: AbortSignal) {
  const ask = network?.firewall?.bind(network);
  return ask && known(() => ask(machine, signal));
}

async function insideBy(
  { value, why }: Known<Sender>,
  { guest: channel }: Hypervisor,
  { machine, signal }: { readonly machine: Machine; readonly signal: AbortSignal },
): Promise<Known<Inside>> {
  if (value !== undefined) return known(() => insideOf(value));
  if (channel === undefined || machine.state !== 'running') return { why };
  // The platform of a container tells its addresses, though no program gets in.
  const told = await known(() => channel.addresses(machine, signal));
  return told.value?.length ? { value: addressesOnly(told.value) } : { why };
}

function addressesOnly(interfaces: readonly GuestInterface[]): Inside {
  return { links: interfaces.map((one) => ({ ...one, mac: one.mac?.toLowerCase() })) };
}

async function insideOf(sender: Sender): Promise<Inside> {
  const argv = ['/bin/sh', '-c', insideScript, 'sh'];
  const said = await known(() => sender.run(argv, LIMIT));
  const inside = said.value?.exitCode === 0 ? readInside(said.value.stdout) : undefined;
  if (inside) return inside;
  // Windows, BSD, or no `ip`: the agent tells addresses, and nothing of routes.
  return addressesOnly(await sender.interfaces());
}

async function metBy(hypervisor: Hypervisor, machine: Machine, signal: AbortSignal) {
  return (await known(() => metByHost(hypervisor, machine, signal))).value ?? [];
}
