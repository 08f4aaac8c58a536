import { someAtOnce } from '../flow/some-at-once.ts';
import type { Hypervisor } from '../hypervisor.ts';
import type { OperationContext } from '../operation.ts';
import { knownOrNot } from '../operations/now.ts';
import type { FarAddress } from './far-end.ts';
import type { Pinged } from './ping-try.ts';

/** Milliseconds to find out whose a network card is. */
const LIMIT = 10_000;
/** Of a site; one question each. */
const MOST_MACHINES = 100;

export interface Owned {
  readonly tried: readonly FarAddress[];
  readonly all: readonly Pinged[];
  /** Sites whose machines may be named. */
  readonly seen: readonly string[];
  /** An address was asked for, and not a machine. */
  readonly named: boolean;
}

/** Whose an address is, where it was asked for by itself or another network card answers than should. */
export async function foundOwners(
  { tried, all, seen, named }: Owned,
  context: OperationContext,
): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(
    all.map(async ({ address, mac }) => {
      const wanted = tried.find((one) => one.address === address)?.mac?.toLowerCase();
      const isOpen = wanted === undefined ? named : wanted !== mac;
      if (mac === undefined || !isOpen) return [];
      const says = ownerWords({ mac, owner: await ownerOf(mac, seen, context), named });
      return says === undefined ? [] : [[address, says] as const];
    }),
  );
  return new Map(found.flat());
}

interface Answering {
  readonly mac: string;
  readonly owner: string | undefined;
  readonly named: boolean;
}

function ownerWords({ mac, owner, named }: Answering): string | undefined {
  if (named) return owner && `an address of ${owner}`;
  return `${owner ?? `another network card (${mac})`} answers for it`;
}

/** The machine with that network card: `mute on kvm-b`. Undefined where none of these sites has it, or nobody tells. */
async function ownerOf(
  mac: string,
  sites: readonly string[],
  context: OperationContext,
): Promise<string | undefined> {
  const signal = AbortSignal.any([context.task.signal, AbortSignal.timeout(LIMIT)]);
  const found = await Promise.all(
    sites.map((name) => orNothing(() => ownerAt(context.site(name), mac, signal), signal)),
  );
  context.task.signal.throwIfAborted();
  return found.find((owner) => owner !== undefined);
}

async function ownerAt(
  { machines, network }: Hypervisor,
  mac: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (!network) return undefined;
  const running = (await machines(signal)).filter(({ state }) => state === 'running');
  const owners = await someAtOnce(running.slice(0, MOST_MACHINES), async (machine) => {
    const cards = await orNothing(() => network.cards(machine, signal), signal);
    const isIts = cards?.some((card) => card.mac?.toLowerCase() === mac);
    return isIts ? `${machine.name} on ${machine.host}` : undefined;
  });
  return owners.find((owner) => owner !== undefined);
}

/** A question that only decorates: late, refused or given up, it is left out. */
async function orNothing<T>(
  ask: () => Promise<T>,
  { aborted }: AbortSignal,
): Promise<T | undefined> {
  if (aborted) return undefined;
  return knownOrNot(ask).catch((error: unknown) => {
    if (error instanceof DOMException) return undefined;
    throw error;
  });
}
