import { isIP } from 'node:net';
import { someAtOnce } from '../../flow/some-at-once.ts';
import { reachable } from '../../guest/addresses.ts';
import type { Hypervisor, Machine } from '../../hypervisor.ts';
import { pingRow } from '../matrix/row.ts';
import { type Member, type Row, readWays, targetsOf, type Ways } from '../matrix/ways.ts';

/** One of those whose ways are watched. */
export interface Watched {
  readonly machine: Machine;
  readonly hypervisor: Hypervisor;
  /** What people call it. */
  readonly label: string;
  /** Its site does not answer, so that this is how it was. */
  readonly away: boolean;
}

/** What one look at all ways found. */
export interface WaysLook {
  readonly ways: Ways;
  /** In the order of the machines: why a guest that runs could not be asked; a sentence without its full stop. */
  readonly unasked: readonly (string | undefined)[];
}

/** A guest with more addresses than this is tried at the first ones, as in a matrix. */
const MAX_ADDRESSES = 3;
/** Milliseconds for which addresses count that answer. */
const ADDRESSES_MS = 30 * 60_000;

/**
 * Each that runs pings every other: one call into a guest for its row. Where a machine is, is asked again twice an hour, and
 * after a look that did not reach it.
 */
export function createWaysLook(ask: Asking) {
  const known = new Map<string, { readonly at: number; readonly addresses: readonly string[] }>();
  const addressesOf = async (
    { machine, hypervisor: { guest } }: Watched,
    now: number,
    signal: AbortSignal,
  ): Promise<readonly string[]> => {
    const before = known.get(keyOf(machine));
    if (guest === undefined) return [];
    if (before && now - before.at < ADDRESSES_MS) return before.addresses;
    const told = await ask((limit) => guest.addresses(machine, limit), signal);
    if (told === undefined) return before?.addresses ?? [];
    const addresses = reachable(told)
      .filter((address) => isIP(address) !== 0)
      .slice(0, MAX_ADDRESSES);
    known.set(keyOf(machine), { at: now, addresses });
    return addresses;
  };
  return {
    async look(all: readonly Watched[], now: number, signal: AbortSignal): Promise<WaysLook> {
      const members = await someAtOnce(all, async (one): Promise<Member> => {
        const silent = asleepWords(one.machine, one.away);
        const addresses = silent === undefined ? await addressesOf(one, now, signal) : [];
        return { label: one.label, host: one.machine.host, silent, addresses };
      });
      const targets = members.flatMap((member) => targetsOf(member, members));
      const rows = await someAtOnce(all, (one) =>
        rowOf(one, members[all.indexOf(one)], targets, signal),
      );
      const ways = readWays(members, rows);
      return { ways, unasked: rows.map((row, at) => (members[at]?.silent ? undefined : row.why)) };
    },
    /** It was not reached: perhaps it is elsewhere by now. */
    doubt(machine: Machine): void {
      const before = known.get(keyOf(machine));
      if (before) known.set(keyOf(machine), { ...before, at: Number.NEGATIVE_INFINITY });
    },
  };
}

/** What one guest answers within its time; undefined where it does not. */
export type Asking = <T>(
  question: (limit: AbortSignal) => Promise<T>,
  signal: AbortSignal,
) => Promise<T | undefined>;

function asleepWords({ state }: Machine, away: boolean): string | undefined {
  if (away) return 'its site does not answer';
  return state === 'running' ? undefined : 'it does not run';
}

async function rowOf(
  { machine, hypervisor }: Watched,
  member: Member | undefined,
  targets: readonly string[],
  signal: AbortSignal,
): Promise<Row> {
  if (member?.silent !== undefined) return { why: member.silent };
  const channel = hypervisor.guest;
  if (!channel) return { why: `${machine.site} has no way into its guests` };
  const others = targets.filter((address) => !member?.addresses.includes(address));
  return pingRow({ channel, machine }, others, signal);
}

export function keyOf({ site, id, birth }: Pick<Machine, 'site' | 'id' | 'birth'>): string {
  return `${site}/${id}/${birth}`;
}
