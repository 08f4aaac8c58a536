import { z } from 'zod';
import { stateWords } from '../cards/machine-state.ts';
import { typed } from '../cards/typed.ts';
import type { ResolvedTarget } from '../command.ts';
import { BotError } from '../errors.ts';
import { addressOf, reachable } from '../guest/addresses.ts';
import { setupLine } from '../guest/setup/line.ts';
import type { GuestInterface } from '../hypervisor/guest.ts';
import type { Hypervisor, Machine } from '../hypervisor.ts';
import type { OperationContext } from '../operation.ts';
import { TargetMachine, targetOf } from '../operations/machine-ref.ts';
import { metByHost } from './met-by-host.ts';

/** Where a test goes, as an operation remembers it. */
export const FarEnd = z.discriminatedUnion('type', [
  z.object({ type: z.literal('machine'), target: TargetMachine }),
  z.object({
    type: z.literal('host'),
    site: z.string(),
    name: z.string(),
    addresses: z.array(z.string()),
  }),
  z.object({ type: z.literal('address'), address: z.string() }),
]);
export type FarEnd = z.infer<typeof FarEnd>;

/** Throws `invalid` for the bot, whose address is another one from everywhere. */
export function farEndOf(to: ResolvedTarget): FarEnd {
  switch (to.type) {
    case 'machine':
      return { type: 'machine', target: targetOf(to.machine) };
    case 'host': {
      const { site, name, addresses = [] } = to.host.host;
      return { type: 'host', site, name, addresses: [...addresses] };
    }
    case 'address':
      return { type: 'address', address: to.address };
    case 'bot':
      throw new BotError('invalid', 'The bot can be where a test begins, not where it goes', {
        hint: 'Give the address that it has there.',
      });
    default:
      return to satisfies never;
  }
}

/** `e2 on kvm-b`, `host kvm-b`, `10.0.0.1`. */
export function farEndWords(to: FarEnd): string {
  switch (to.type) {
    case 'machine':
      return `${to.target.label} on ${to.target.ref.host}`;
    case 'host':
      return `host ${to.name}`;
    case 'address':
      return to.address;
    default:
      return to satisfies never;
  }
}

export function sitesOf(to: FarEnd): readonly string[] {
  return to.type === 'machine' ? [to.target.ref.site] : [];
}

/** An address to try, with the network card that should answer for it where that is known. */
export interface FarAddress {
  readonly address: string;
  readonly mac?: string | undefined;
  /** Of this machine alone on its own segment: it is tried through each card of the sender. */
  readonly linkLocal?: boolean | undefined;
}

/** The addresses to try, never empty. Throws `conflict` and `unsupported` where they cannot be known. */
export async function farAddresses(
  to: FarEnd,
  context: OperationContext,
): Promise<readonly FarAddress[]> {
  if (to.type === 'address') return [{ address: to.address }];
  const addresses =
    to.type === 'host'
      ? to.addresses.map((address) => ({ address }))
      : await machineAddresses(to.target, context);
  if (addresses.length > 0) return addresses;
  if (to.type === 'machine') {
    throw new BotError('conflict', `${to.target.label} has no address that others could reach`, {
      hint: `What its guest says: ${typed('vm show', to.target.label)}`,
    });
  }
  throw new BotError('unsupported', `The address of ${farEndWords(to)} is unknown`, {
    hint: 'Give the address itself in its place.',
  });
}

/** A machine's own guest says where it can be reached; else its host, where it has met it. */
export async function machineAddresses(
  { ref, label }: TargetMachine,
  context: OperationContext,
): Promise<readonly FarAddress[]> {
  const { machine, hypervisor } = await context.machine(ref);
  const { signal } = context.task;
  if (machine.state !== 'running') {
    throw new BotError('conflict', `${label} is ${stateWords(machine)}, so it cannot answer`, {
      hint: `Look at it: ${typed('vm show', label)}`,
    });
  }
  const told = await toldAddresses(hypervisor, machine, signal);
  if ('addresses' in told) return told.addresses;
  const met = await metByHost(hypervisor, machine, signal);
  if (met.length > 0) return met.map((address) => ({ address }));
  throw new BotError('conflict', `The addresses of ${label} are unknown: ${told.why}`, {
    hint: `Give its address in place of its name, or see what it lacks: ${setupLine(label)}`,
    choices: [setupLine(label)],
  });
}

type Told = { readonly addresses: readonly FarAddress[] } | { readonly why: string };

async function toldAddresses(
  { guest, site }: Hypervisor,
  machine: Machine,
  signal: AbortSignal,
): Promise<Told> {
  if (!guest) return { why: `${site.name} has no way into its guests` };
  try {
    return { addresses: ofInterfaces(await guest.addresses(machine, signal)) };
  } catch (error) {
    if (error instanceof BotError) return { why: error.message };
    throw error;
  }
}

/** Those that mean the same machine everywhere; only where there is none, those of its own segment. */
function ofInterfaces(interfaces: readonly GuestInterface[]): readonly FarAddress[] {
  const macs = new Map(
    interfaces.flatMap(({ mac, addresses }) =>
      addresses.map((one) => [addressOf(one), mac] as const),
    ),
  );
  const wide = reachable(interfaces).map((address) => ({ address, mac: macs.get(address) }));
  if (wide.length > 0) return wide;
  return [...macs]
    .filter(([address]) => isLinkLocal(address))
    .map(([address, mac]) => ({ address, mac, linkLocal: true }));
}

/** https://www.rfc-editor.org/rfc/rfc4291#section-2.5.6 */
export function isLinkLocal(address: string): boolean {
  return /^fe[89ab][\da-f]:/i.test(address);
}
