import { createWaysLook, keyOf, type Watched } from '../../connectivity/watch/look.ts';
import { type ToldWay, tellWays } from '../../connectivity/watch/told.ts';
import type { Machine } from '../../hypervisor.ts';
import { matcher } from '../../inventory/selector.ts';
import type { Fleet } from '../../inventory.ts';
import type { WayRecords } from '../../store/alerts/ways.ts';
import { waySubject } from '../engine/subjects.ts';
import type { Rule } from '../rules/rule.ts';
import { signals } from '../rules/signal.ts';
import type { Reading, Source, SourceAsk } from '../source.ts';
import { within } from './bounded.ts';
import { createLists, type Lists } from './lists.ts';
import type { RulesNow } from './watched.ts';

export interface WaySourceParts {
  readonly fleet: Pick<Fleet, 'sites'>;
  readonly records: WayRecords;
  readonly rules: RulesNow;
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
export function waySource({ fleet, records, rules }: WaySourceParts): Source {
  const lists = createLists(fleet);
  const look = createWaysLook((question, signal) => within({ signal, ms: LIMIT_MS }, question));
  return {
    signals: [silent, unasked],
    everyMs: signals[silent].everyMs,
    async read(ask) {
      const { site } = ask;
      const meshes = meshesOf(rules());
      if (meshes.length === 0) return [];
      const everyone = await lists.all(ask);
      const own = meshes.flatMap((fits) => {
        const members = everyone.filter(({ machine }) => fits(machine));
        return members.length > 1 && ownerOf(members) === site ? [members] : [];
      });
      if (own.length === 0) return [];
      const answered = new Set(await records.answeredWays(site));
      const readings: Reading[] = [];
      for (const members of own) {
        readings.push(...(await readMesh({ ask, records, lists, look, answered }, members)));
      }
      const once = readings.map((one) => [`${one.signal} ${one.subject.key}`, one] as const);
      return [...new Map(once).values()];
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

interface Parts {
  readonly ask: SourceAsk;
  readonly records: WayRecords;
  readonly lists: Lists;
  readonly look: ReturnType<typeof createWaysLook>;
  /** Ways that answered once. */
  readonly answered: Set<string>;
}

async function readMesh(parts: Parts, members: readonly Watched[]): Promise<readonly Reading[]> {
  const { ask, look, answered } = parts;
  const watched = members.slice(0, MOST);
  const { ways, unasked: unknown } = await look.look(watched, ask.now, ask.signal);
  const keys = watched.map(({ machine }) => keyOf(machine));
  const wayOf = (from: number, to: number) => `${keys[from]} ${keys[to]}`;
  const reached = ways.flatMap((row, from) =>
    row.flatMap((way, to) => (way?.state === 'reached' ? [wayOf(from, to)] : [])),
  );
  await learn(parts, reached);
  const told = tellWays(ways, ({ from, to }) => answered.has(wayOf(from, to)));
  const fallen = told
    .filter(({ state }) => state === 'silent')
    .flatMap((one) => endsOf(one, watched));
  for (const { machine } of fallen) look.doubt(machine);
  const runs = await parts.lists.running(fallen, ask.signal);
  return [
    ...told.flatMap((one) => readingOf(ask, { one, watched, runs })),
    ...members.flatMap((one, at) => {
      const isUnknown = at >= MOST || unknown[at] !== undefined;
      return one.away || isOff(one) ? [] : [unaskedOf(ask, { one, members, isUnknown })];
    }),
  ];
}

/** A way counts from its first answer on. */
async function learn({ ask, records, answered }: Parts, ways: readonly string[]): Promise<void> {
  await records.reachedWays(ask.site, ways);
  for (const way of ways) answered.add(way);
}

interface Asking {
  readonly one: Watched;
  readonly members: readonly Watched[];
  /** It runs and its guest cannot be asked, or it is one too many. */
  readonly isUnknown: boolean;
}

function unaskedOf({ site, now }: SourceAsk, { one, members, isUnknown }: Asking): Reading {
  const subject = waySubject(site, [one], members);
  return { subject, signal: unasked, at: now, value: isUnknown ? 1 : 0 };
}

interface Telling {
  readonly one: ToldWay;
  readonly watched: readonly Watched[];
  /** Whether it runs now; undefined where its site does not say. */
  runs(of: Watched): boolean | undefined;
}

/** What does not run is silent for a good reason; what nobody knows has no figure, so that the last word stands. */
function readingOf({ site, now: at }: SourceAsk, { one, watched, runs }: Telling): Reading[] {
  const ends = endsOf(one, watched);
  if (ends.some(isOff)) return [];
  const now = one.state === 'silent' ? ends.map(runs) : [];
  if (now.includes(false)) return [];
  const about = { subject: waySubject(site, ends, watched), signal: silent, at } as const;
  if (one.state === 'unknown' || now.includes(undefined)) return [about];
  return [{ ...about, value: one.state === 'silent' ? 1 : 0 }];
}

function isOff({ machine, away }: Watched): boolean {
  return !away && machine.state !== 'running';
}

function endsOf({ from, to }: ToldWay, watched: readonly Watched[]): readonly Watched[] {
  return [from, to].flatMap((at) => (at === undefined ? [] : (watched[at] ?? [])));
}
