import type { Engine } from '../engine/engine.ts';
import { hostKey, machineKey } from '../engine/subjects.ts';
import { AFTERMATH_MS, type Maintenance } from '../mutes/silence.ts';
import type { SignalName } from '../rules/signal.ts';
import type { HeavyWork, LiveAlertRecords } from './records.ts';
import type { Subjects } from './subjects.ts';

export interface InboxParts {
  readonly site: string;
  readonly records: Pick<LiveAlertRecords, 'inbox' | 'works' | 'heavyWorks'>;
  /** What is watched there. */
  readonly subjects: Pick<Subjects, 'all' | 'onlyHost'>;
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

async function readWorks({ site, records, subjects }: InboxParts, engine: Engine, now: number) {
  const [works, hard] = await Promise.all([
    records.works(site, now - AFTERMATH_MS),
    records.heavyWorks(site, now - AFTERMATH_MS),
  ]);
  const onMachines = works.map(({ machine, title: reason, from, until }): Maintenance => {
    return { subject: keysOf(site, machine), ...{ from, until, reason } };
  });
  const onHosts = hard.flatMap((work): readonly Maintenance[] => {
    const { title: reason, from, until } = work;
    const host = hostOf(work, site, subjects);
    if (host === undefined) return [];
    return [{ subject: hostKey({ site, host }), felt: byHosts, ...{ from, until, reason } }];
  });
  engine.maintain([...onMachines, ...onHosts]);
}

/**
 * What a host feels of a backup. No memory is used up by it, and how full a storage is does not depend on whose work
 * filled it.
 */
const byHosts: readonly SignalName[] = ['host-cpu', 'host-load'];

/** Before the birth mark of the machine. */
function keysOf(site: string, machine: string): string {
  return machineKey({ site, id: machine, birth: '' });
}

function hostOf(
  { host, machine }: HeavyWork,
  site: string,
  subjects: InboxParts['subjects'],
): string | undefined {
  if (host !== undefined) return host;
  const key = machine === undefined ? undefined : keysOf(site, machine);
  const known = key && subjects.all().find((subject) => subject.key.startsWith(key))?.host;
  return known || subjects.onlyHost()?.name;
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
