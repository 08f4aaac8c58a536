import { createWaysLook, keyOf, type Watched } from '../../connectivity/watch/look.ts';
import { type ToldWay, tellWays } from '../../connectivity/watch/told.ts';
import type { Machine } from '../../hypervisor.ts';
import { matcher } from '../../inventory/selector.ts';
import type { Fleet } from '../../inventory.ts';
import type { WayRecords } from '../../store/ways.ts';
import type { Rule } from '../rule.ts';
import { signals } from '../signal.ts';
import type { Reading, Source, SourceAsk } from '../source.ts';
import { waySubject } from '../subjects.ts';
import { within } from './bounded.ts';
import { createLists, type Lists } from './lists.ts';

export interface WaySourceParts {
  readonly fleet: Pick<Fleet, 'sites'>;
  readonly records: WayRecords;
  readonly rules: readonly Rule[];
  /** Milliseconds between two looks; tests look more often. */
  readonly everyMs?: number | undefined;
}

const silent = 'way-silent';
const unasked = 'way-unasked';
/** As many as a matrix has: each more is a call, and a ping from every other. */
const MOST = 20;
/** Milliseconds for one question to one guest. */
const LIMIT_MS = 20_000;

/**
 * Whether machines that reached each other still do. Those that one rule names are watched together, over all sites, by
 * whoever polls the first of their sites by name.
 */
export function waySource({ fleet, records, rules, everyMs }: WaySourceParts): Source {
  const meshes = meshesOf(rules);
  const lists = createLists(fleet);
  const look = createWaysLook((question, signal) => within({ signal, ms: LIMIT_MS }, question));
  const last = new Map<string, readonly Told[]>();
  return {
    signals: [silent, unasked],
    everyMs: everyMs ?? signals[silent].everyMs,
    async read(ask) {
      const { site, signal } = ask;
      if (meshes.length === 0) return [];
      const everyone = await lists.all(ask);
      const own = meshes.flatMap((fits) => {
        const members = everyone.filter(({ machine }) => fits(machine));
        return members.length > 1 && ownerOf(members) === site ? [members] : [];
      });
      const answered =
        own.length === 0 ? new Set<string>() : new Set(await records.answeredWays(site));
      const before = last.get(site) ?? [];
      const parts = { ask, records, lists, look, answered, before };
      const told: Told[] = [];
      for (const members of own) told.push(...(await readMesh(parts, members)));
      signal.throwIfAborted();
      last.set(site, told);
      const once = new Map(
        told.map(({ reading }) => [`${reading.signal} ${reading.subject.key}`, reading]),
      );
      return [...once.values()];
    },
  };
}

/** Whom each rule watches together; a rule beside another of the same words is the same. */
function meshesOf(rules: readonly Rule[]): readonly ((machine: Machine) => boolean)[] {
  const words = rules.filter(({ signal }) => signal === silent).map(({ on = '*' }) => on);
  return [...new Set(words)].map((on) => {
    const fits = matcher(on);
    return (machine) => machine.template !== true && fits(machine);
  });
}

function ownerOf(members: readonly Watched[]): string | undefined {
  return members.map(({ machine }) => machine.site).toSorted()[0];
}

/** What is told, and of which machines. */
interface Told {
  readonly reading: Reading;
  readonly ends: readonly string[];
}

interface Parts {
  readonly ask: SourceAsk;
  readonly records: WayRecords;
  readonly lists: Lists;
  readonly look: ReturnType<typeof createWaysLook>;
  /** Ways that answered once. */
  readonly answered: Set<string>;
  readonly before: readonly Told[];
}

async function readMesh(parts: Parts, members: readonly Watched[]): Promise<readonly Told[]> {
  const { ask, look, answered } = parts;
  const watched = members.slice(0, MOST);
  const { ways, unasked: unknown } = await look.look(watched, ask.now, ask.signal);
  const keys = watched.map(({ machine }) => keyOf(machine));
  const wayOf = (from: number, to: number) => `${keys[from]} ${keys[to]}`;
  await learn(
    parts,
    ways.flatMap((row, from) =>
      row.flatMap((way, to) => (way?.state === 'reached' ? [wayOf(from, to)] : [])),
    ),
  );
  const told = tellWays(ways, ({ from, to }) => answered.has(wayOf(from, to)));
  const fallen = told
    .filter(({ state }) => state === 'silent')
    .flatMap((one) => endsOf(one, watched));
  for (const { machine } of fallen) look.doubt(machine);
  const runs = await parts.lists.running(fallen, ask.signal);
  return [
    ...told.flatMap((one) => newsOf(parts, { one, watched, runs })),
    ...unaskedOf(members, unknown).map((one) => {
      const subject = waySubject(ask.site, [one], members);
      return toldOf([one], { subject, signal: unasked, at: ask.now, value: 1 });
    }),
  ];
}

/** A way counts from its first answer on. */
async function learn({ ask, records, answered }: Parts, ways: readonly string[]): Promise<void> {
  await records.reachedWays(ask.site, ways);
  for (const way of ways) answered.add(way);
}

/** Those that run and whose guest cannot be asked, and those that are too many. */
function unaskedOf(members: readonly Watched[], unknown: readonly (string | undefined)[]) {
  return members.filter(
    ({ machine, away }, at) =>
      !away && machine.state === 'running' && (at >= MOST || unknown[at] !== undefined),
  );
}

interface Telling {
  readonly one: ToldWay;
  readonly watched: readonly Watched[];
  /** Whether it runs now; undefined where its site does not say. */
  runs(of: Watched): boolean | undefined;
}

/** What does not run is silent for a good reason; of what nobody knows, the last word stands, as old as it is. */
function newsOf({ ask, before }: Parts, { one, watched, runs }: Telling): readonly Told[] {
  const ends = endsOf(one, watched);
  if (ends.some(({ machine, away }) => !away && machine.state !== 'running')) return [];
  const now = one.state === 'silent' ? ends.map(runs) : [];
  if (now.includes(false)) return [];
  if (one.state === 'unknown' || now.includes(undefined)) {
    const keys = ends.map(({ machine }) => keyOf(machine));
    return before.filter(({ reading, ends: of }) => reading.signal === silent && isOf(of, keys));
  }
  const subject = waySubject(ask.site, ends, watched);
  const value = one.state === 'silent' ? 1 : 0;
  return [toldOf(ends, { subject, signal: silent, at: ask.now, value })];
}

/** The way itself, or any of the machine where it alone is meant. */
function isOf(ends: readonly string[], [from = '', to]: readonly string[]): boolean {
  return to === undefined ? ends.includes(from) : ends[0] === from && ends[1] === to;
}

function toldOf(ends: readonly Watched[], reading: Reading): Told {
  return { reading, ends: ends.map(({ machine }) => keyOf(machine)) };
}

function endsOf({ from, to }: ToldWay, watched: readonly Watched[]): readonly Watched[] {
  return [from, to].flatMap((at) => (at === undefined ? [] : (watched[at] ?? [])));
}
