import type { Engine } from '../engine.ts';
import { AFTERMATH_MS } from '../silence.ts';
import type { LiveAlertRecords } from './records.ts';

export interface InboxParts {
  readonly site: string;
  readonly records: Pick<LiveAlertRecords, 'inbox' | 'works'>;
}

/** Brings the engine what people have said, and what we do ourselves. */
export interface Inbox {
  /** `spoken` where it was told that somebody has said something. */
  read(engine: Engine, spoken: boolean, now: number): Promise<void>;
}

/** Milliseconds between two looks at what people said, where nobody was told that there is anything. */
const BACKSTOP_MS = 30_000;
/** Milliseconds between two looks at our own work. */
const WORKS_MS = 10_000;

export function createInbox(parts: InboxParts): Inbox {
  let readAt = Number.NEGATIVE_INFINITY;
  let workedAt = Number.NEGATIVE_INFINITY;
  let silences: ReadonlySet<string> = new Set();
  return {
    async read(engine, spoken, now) {
      if (now - workedAt >= WORKS_MS) {
        await readWorks(parts, engine, now);
        workedAt = now;
      }
      if (spoken) readAt = Number.NEGATIVE_INFINITY;
      if (now - readAt < BACKSTOP_MS) return;
      silences = await readSaid(parts, engine, silences);
      readAt = now;
    },
  };
}

async function readWorks({ site, records }: InboxParts, engine: Engine, now: number) {
  for (const { machine, title, from, until } of await records.works(site, now - AFTERMATH_MS)) {
    engine.maintain({ subject: `${site}/machine/${machine}/`, from, until, reason: title });
  }
}

/** Gives the silences in force, by their ids. */
async function readSaid(
  { site, records }: InboxParts,
  engine: Engine,
  before: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const { acknowledged, silences } = await records.inbox(site);
  for (const { id, who } of acknowledged) engine.acknowledge(id, who);
  for (const silence of silences) engine.silence(silence);
  const now = new Set(silences.map(({ id }) => id));
  for (const id of before) if (!now.has(id)) engine.unsilence(id);
  return now;
}
