import type { IncidentCards } from '../../cards/incident.ts';
import { caseOf, incidentOf } from '../engine/case.ts';
import type { Engine } from '../engine/engine.ts';
import type { SavedCase } from '../engine/saved.ts';
import type { Post } from '../incident.ts';
import { comingSteps } from '../reach/escalation.ts';
import { type Reach, reach } from '../reach/reach.ts';
import { type Reached, type Telling, unreached } from '../reach/reached.ts';
import type { Reaching } from '../reach/reaching.ts';
import type { LiveAlertRecords, Say, WrittenCase } from './records.ts';

/** What the engine wants said, until it is written down, and whom it reaches. */
export interface Outgoing {
  add(posts: readonly Post[]): void;
  /** Writes what has changed and what is to be said; what could not be written is kept for the next time. */
  write(engine: Pick<Engine, 'saved'>, now: number): Promise<'written' | 'not-ours'>;
}

export interface OutgoingParts {
  readonly site: string;
  readonly seat: string;
  readonly records: Pick<LiveAlertRecords, 'write' | 'reached'>;
  readonly cards: IncidentCards;
  /** Whom an incident reaches, as it is configured at this moment. */
  reaching(): Promise<Reaching>;
  /** What is stored already. */
  readonly stored: readonly SavedCase[];
}

/** Milliseconds after which it is asked anew whom incidents reach, though none has changed. */
const AGAIN_MS = 60_000;
/** Milliseconds for which a site may take longer than another to write that something is over. */
const LATE_MS = 30_000;

interface Case {
  readonly one: SavedCase;
  readonly text: string;
}

/** What the last write left. */
interface Memory {
  readonly written: ReadonlyMap<string, string>;
  readonly reached: ReadonlyMap<string, Reached>;
  /** When somebody is to be told next though nothing changes. */
  readonly lookAt: number;
  /** When the next quiet hours end from which something that is over is to be told. */
  readonly missedUntil: number;
}

export function createOutgoing(parts: OutgoingParts): Outgoing {
  let unsaid: readonly Post[] = [];
  let memory: Memory | undefined;
  return {
    add(posts) {
      unsaid = newest([...unsaid, ...posts]);
    },
    async write(engine, now) {
      memory ??= await recalled(parts);
      const said = unsaid;
      const saved = engine.saved().map((one): Case => ({ one, text: JSON.stringify(one) }));
      const looking = { saved, said, before: memory, now };
      const looked = await lookAt(parts, looking);
      const result = await writeDown(parts, looking, looked);
      if (result === 'not-ours') return result;
      unsaid = unsaid.filter((post) => !said.includes(post));
      memory = remembered(looking, looked);
      return result;
    },
  };
}

async function recalled({ records, stored }: OutgoingParts): Promise<Memory> {
  const { byId, missedUntil = Number.POSITIVE_INFINITY } = await records.reached(
    stored.map(({ id }) => id),
  );
  const written = new Map(stored.map((one) => [one.id, JSON.stringify(one)]));
  return { written, reached: byId, lookAt: Number.NEGATIVE_INFINITY, missedUntil };
}

interface Looking {
  readonly saved: readonly Case[];
  readonly said: readonly Post[];
  readonly before: Memory;
  readonly now: number;
}

interface Looked {
  /** By the id of the incident. */
  readonly byId: ReadonlyMap<string, Reach>;
  readonly reaching: Reaching;
}

/** Undefined where nothing was said, and nobody is to be told just now. */
async function lookAt(
  parts: OutgoingParts,
  { saved, said, before, now }: Looking,
): Promise<Looked | undefined> {
  if (said.length === 0 && (saved.length === 0 || now < before.lookAt)) return undefined;
  const reaching = await parts.reaching();
  const reaches = saved.map(({ one }) => {
    const posts = said.filter(({ incident }) => incident.id === one.id);
    const incident = incidentOf(caseOf(one));
    return [one.id, reach(knownOf(before, one), { incident, posts, now, reaching })] as const;
  });
  return { byId: new Map(reaches), reaching };
}

function knownOf({ reached }: Memory, { id }: SavedCase): Reached {
  return reached.get(id) ?? unreached;
}

function isOver({ before, now }: Looking): boolean {
  return now >= before.missedUntil + LATE_MS;
}

async function writeDown(
  { site, seat, records, cards }: OutgoingParts,
  looking: Looking,
  looked: Looked | undefined,
): Promise<'written' | 'not-ours'> {
  const cases = looking.saved.flatMap((one) => changedOf(one, looking, { looked, cards }));
  const missed = isOver(looking)
    ? { before: looking.now - LATE_MS, draw: cards.missed }
    : undefined;
  if (cases.length === 0 && missed === undefined) return 'written';
  return records.write({ site, seat, cases, missed });
}

function changedOf(
  { one, text }: Case,
  { said, before }: Looking,
  { looked, cards }: Pick<OutgoingParts, 'cards'> & { readonly looked: Looked | undefined },
): readonly WrittenCase[] {
  const known = knownOf(before, one);
  const still = { reached: known, says: [], missed: [] };
  const { reached, says, missed } = looked?.byId.get(one.id) ?? still;
  const isSame =
    before.written.get(one.id) === text &&
    says.length + missed.length === 0 &&
    JSON.stringify(known) === JSON.stringify(reached);
  if (isSame && !said.some(({ incident }) => incident.id === one.id)) return [];
  const incident = incidentOf(caseOf(one));
  return [
    { case: one, incident, reached, missed, says: says.map((telling) => sayOf(telling, cards)) },
  ];
}

function remembered(looking: Looking, looked: Looked | undefined): Memory {
  const { saved, before, now } = looking;
  const reached = new Map(
    saved.map(({ one }) => [one.id, looked?.byId.get(one.id)?.reached ?? knownOf(before, one)]),
  );
  const missed = [...(looked?.byId.values() ?? [])].flatMap((one) => one.missed);
  const still = isOver(looking) ? Number.POSITIVE_INFINITY : before.missedUntil;
  return {
    written: new Map(saved.map(({ one, text }) => [one.id, text])),
    reached,
    missedUntil: Math.min(still, ...missed.map(({ until }) => until)),
    lookAt: looked ? nextLook(saved, { reached, reaching: looked.reaching, now }) : before.lookAt,
  };
}

interface Next {
  readonly reached: ReadonlyMap<string, Reached>;
  readonly reaching: Reaching;
  readonly now: number;
}

/** The next step of an escalation, and the end of quiet hours. */
function nextLook(saved: readonly Case[], { reached, reaching, now }: Next): number {
  const moments = saved.flatMap(({ one }) => {
    const is = reached.get(one.id);
    if (is === undefined || one.endedAt !== undefined) return [];
    const coming = comingSteps(is, incidentOf(caseOf(one)), reaching);
    return [...coming.flatMap(({ at }) => at ?? []), ...is.held.map(({ until }) => until)];
  });
  return Math.min(now + AGAIN_MS, ...moments.filter((at) => at > now));
}

/** Of edits of one incident that follow each other only the last is of any use. */
function newest(posts: readonly Post[]): readonly Post[] {
  return posts.filter(({ how, incident }, at) => {
    if (how !== 'edit') return true;
    const next = posts.slice(at + 1).find((later) => later.incident.id === incident.id);
    return next?.how !== 'edit';
  });
}

function sayOf(telling: Telling, cards: IncidentCards): Say {
  const { how, why, waitedMs } = telling;
  return {
    ...telling,
    draw: (kept) => (how === 'notice' ? cards.notice(kept, why, waitedMs) : cards.card(kept)),
  };
}
