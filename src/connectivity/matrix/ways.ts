import type { PingResult } from '../ping.ts';

/** One of those that ping and are pinged. */
export interface Member {
  readonly label: string;
  readonly host: string;
  /** Where others can reach it, the first to try first. */
  readonly addresses: readonly string[];
  /** Why nothing can be asked inside of it: a sentence without its full stop. */
  readonly silent?: string | undefined;
  /** It runs, and its guest does not answer. */
  readonly unheard?: true | undefined;
}

/** What a member found at each address it pinged, or why that is unknown. */
export type Row =
  | { readonly answers: readonly Answer[]; readonly why?: undefined }
  | { readonly answers?: undefined; readonly why: string };

export interface Answer {
  readonly address: string;
  readonly result: PingResult;
  /** Nothing was sent, because its guest knows no way there: it does not reach it. */
  readonly noRoute?: boolean | undefined;
}

/** From one member to another: it answers, with some loss or none; it does not; or nobody knows. */
export type Way =
  | {
      readonly state: 'reached';
      readonly address: string;
      /** 0 to 1, below 1. */
      readonly lossFraction: number;
      readonly avgMs?: number | undefined;
    }
  | { readonly state: 'silent'; readonly why: string }
  | { readonly state: 'unknown'; readonly why: string };

/** A way with the places of its ends among the members. */
export interface Pair {
  readonly from: number;
  readonly to: number;
}

/** `ways[from][to]`; undefined for a member's way to itself. */
export type Ways = readonly (readonly (Way | undefined)[])[];

/** What the rows came to, each by its best address. */
export function readWays(members: readonly Member[], rows: readonly (Row | undefined)[]): Ways {
  const targets = members.map((member) => targetsOf(member, members));
  return members.map((from, at) =>
    members.map((to, index) => {
      if (index === at) return undefined;
      return wayOf(rows[at], to, targetsFrom(from, to, targets[index] ?? []));
    }),
  );
}

/** An address that others have too says nothing of any of them, as that behind a NAT of VirtualBox. */
export function targetsOf(member: Member, members: readonly Member[]): readonly string[] {
  return member.addresses.filter((address) => ownersOf(address, members).length === 1);
}

export function ownersOf(address: string, members: readonly Member[]): readonly Member[] {
  return members.filter(({ addresses }) => addresses.includes(address));
}

interface Targets {
  readonly addresses: readonly string[];
  /** Why there are none. */
  readonly why: string;
}

function targetsFrom(from: Member, to: Member, addresses: readonly string[]): Targets {
  const [first] = to.addresses;
  if (first === undefined) {
    return { addresses, why: `the address of ${to.label} is unknown` };
  }
  const shared = from.addresses.includes(first) ? 'its own too' : 'that of another machine too';
  return { addresses, why: `the address of ${to.label}, ${first}, is ${shared}` };
}

function wayOf(row: Row | undefined, to: Member, { addresses, why }: Targets): Way {
  if (row === undefined) return { state: 'unknown', why: 'it was not asked any more' };
  if (row.why !== undefined) return { state: 'unknown', why: row.why };
  if (addresses.length === 0) return { state: 'unknown', why };
  const tried = row.answers.filter(({ address }) => addresses.includes(address));
  const best = tried
    .filter(({ result }) => (result.received ?? 0) > 0)
    .toSorted((a, b) => (a.result.lossFraction ?? 1) - (b.result.lossFraction ?? 1))[0];
  if (best !== undefined) {
    const { lossFraction = 0, avgMs } = best.result;
    return { state: 'reached', address: best.address, lossFraction, avgMs };
  }
  const known = tried.find(({ result, noRoute }) => noRoute || result.received === 0);
  const problem = (known ?? tried[0])?.result.problem ?? `nothing was said of ${to.label}`;
  return { state: known === undefined ? 'unknown' : 'silent', why: problem };
}

export function wayAt(ways: Ways, { from, to }: Pair): Way | undefined {
  return ways[from]?.[to];
}

/** All but those to themselves, row by row. */
export function pairsOf(ways: Ways): readonly Pair[] {
  return ways.flatMap((row, from) =>
    row.flatMap((way, to) => (way === undefined ? [] : [{ from, to }])),
  );
}

/** The ways that do not answer while the same way back does: `from` does not reach `to`. */
export function oneWay(ways: Ways): readonly Pair[] {
  return pairsOf(ways).filter(
    ({ from, to }) =>
      wayAt(ways, { from, to })?.state === 'silent' &&
      wayAt(ways, { from: to, to: from })?.state === 'reached',
  );
}

/** Those that do not answer, the ones that do the other way first. */
export function broken(ways: Ways): readonly Pair[] {
  const first = oneWay(ways);
  const isFirst = ({ from, to }: Pair) => first.some((one) => one.from === from && one.to === to);
  const others = pairsOf(ways).filter((pair) => wayAt(ways, pair)?.state === 'silent');
  return [...first, ...others.filter((pair) => !isFirst(pair))];
}
