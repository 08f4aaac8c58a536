import { isIP } from 'node:net';
import { stateWords } from '../../cards/machine-state.ts';
import { BotError } from '../../errors.ts';
import { reachable } from '../../guest/addresses.ts';
import type { Hypervisor, Machine } from '../../hypervisor.ts';
import type { OperationContext } from '../../operation.ts';
import type { TargetMachine } from '../../operations/machine-ref.ts';
import { attempt } from '../../summary/attempt.ts';
import { metByHost } from '../met-by-host.ts';
import type { Member } from './ways.ts';

/** A guest with more addresses than this is tried at the first ones. */
const MAX_ADDRESSES = 3;
/** Milliseconds for what one guest says of itself; an emulated one takes a part of it. */
const LOOK_LIMIT = 20_000;

export interface Found {
  readonly machine: Machine;
  readonly hypervisor: Hypervisor;
}

/** Where a machine is, whether its guest can be asked, and its addresses as far as somebody tells them. */
export async function lookAt(
  { ref, label }: TargetMachine,
  context: OperationContext,
  found: (it: Found) => void,
): Promise<Member> {
  const lost = (silent: string): Member => ({ label, host: ref.host, addresses: [], silent });
  try {
    const it = await context.machine(ref);
    found(it);
    return { label, host: it.machine.host, ...(await inside(it, context)) };
  } catch (error) {
    context.task.signal.throwIfAborted();
    if (error instanceof BotError) return lost(error.message);
    throw error;
  }
}

type Inside = Pick<Member, 'addresses' | 'silent'>;

/** One that does not tell its addresses is pinged at those its host has met it with, as by `net ping`. */
async function inside({ machine, hypervisor }: Found, { task }: OperationContext): Promise<Inside> {
  const { guest, site } = hypervisor;
  if (machine.state !== 'running') return { addresses: [], silent: `it is ${stateWords(machine)}` };
  if (!guest) return { addresses: [], silent: `${site.name} has no way into its guests` };
  const limits = { signal: task.signal, limit: AbortSignal.timeout(LOOK_LIMIT) };
  const probe = await attempt((signal) => guest.probe(machine, signal), limits);
  if (probe.value === undefined) return { addresses: [], silent: probe.why };
  const silent = probe.value.answers ? undefined : probe.value.why;
  const tells = probe.value.answers || probe.value.tellsAddresses === true;
  const told = await attempt(
    async (signal) =>
      tells
        ? reachable(await guest.addresses(machine, signal))
        : metByHost(hypervisor, machine, signal),
    limits,
  );
  const addresses = (told.value ?? []).filter((address) => isIP(address) !== 0);
  return { addresses: addresses.slice(0, MAX_ADDRESSES), silent };
}
