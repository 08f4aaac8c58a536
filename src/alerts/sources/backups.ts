import { isBackupOf } from '../../backups/owner.ts';
import { someAtOnce } from '../../flow/some-at-once.ts';
import type { Backup, Backups } from '../../hypervisor/backups.ts';
import type { Machine } from '../../hypervisor.ts';
import type { Fleet } from '../../inventory.ts';
import { machineSubject } from '../engine/subjects.ts';
import { signals } from '../rules/signal.ts';
import type { Reading, Source, SourceAsk } from '../source.ts';
import { limited, within } from './bounded.ts';

const DAY = 24 * 3_600_000;
/** Milliseconds for the one list of a site, and for when one machine came to be. */
const LIST_MS = 60_000;
const SINCE_MS = 10_000;

/**
 * How old the newest good backup of each machine is, in days, and whether it has none. What is of a machine that is
 * gone is nobody's trouble: also not of a later one that has its id.
 */
export function backupSource(fleet: Pick<Fleet, 'site'>): Source {
  const memory = new Map<string, Newest>();
  return {
    signals: ['backup-late', 'backup-missing'],
    everyMs: signals['backup-late'].everyMs,
    async read(ask) {
      const { backups } = fleet.site(ask.site);
      if (backups === undefined) return [];
      const machines = ask.machines.filter(({ template }) => template !== true);
      const { good, whole } = await listGood(backups, ask.signal);
      const seen = await newestOf(machines, good, { backups, ask });
      const known = whole ? seen : withMemory(seen, memory.get(ask.site), ask.now);
      if (whole) memory.set(ask.site, seen);
      return machines.flatMap((machine) => readingsOf(machine, known.get(machine.id), ask.now));
    },
  };
}

/** When the newest of each machine was made, by its id; `none` where it has none. */
type Newest = ReadonlyMap<string, number | 'none'>;

/** `whole` is false where a place did not answer: there may be newer ones then. */
async function listGood(
  backups: Backups,
  signal: AbortSignal,
): Promise<{ readonly good: readonly Backup[]; readonly whole: boolean }> {
  let whole = true;
  const silent = () => {
    whole = false;
  };
  const all = await backups.list({ signal: limited({ signal, ms: LIST_MS }), silent });
  return { good: all.filter(({ verified }) => verified?.verdict.whole !== false), whole };
}

interface Asking {
  readonly backups: Backups;
  readonly ask: SourceAsk;
}

async function newestOf(
  machines: readonly Machine[],
  good: readonly Backup[],
  asking: Asking,
): Promise<Newest> {
  const byId = Map.groupBy(good, ({ machine }) => machine.id);
  const found = await someAtOnce(machines, async (machine) => {
    const own = (byId.get(machine.id) ?? []).filter((backup) => isBackupOf(backup, machine));
    const since = await sinceOf(machine, own, asking);
    const times = own
      .filter((backup) => isBackupOf(backup, machine, since))
      .map(({ createdAt }) => createdAt);
    return [machine.id, times.length === 0 ? 'none' : Math.max(...times)] as const;
  });
  return new Map(found);
}

/**
 * When it came to be, where its backups do not say whose they are. What is young was hardly made of an earlier one, so
 * that a fleet whose backups are in order costs no question.
 */
async function sinceOf(
  machine: Machine,
  own: readonly Backup[],
  { backups, ask: { now, signal } }: Asking,
): Promise<number | undefined> {
  const unsigned = own.filter((backup) => backup.machine.birth === '');
  if (unsigned.length === 0 || own.some(({ createdAt }) => now - createdAt < 2 * DAY)) {
    return undefined;
  }
  return within({ signal, ms: SINCE_MS }, async (limit) => backups.since?.(machine, limit));
}

/** What was known before a place fell silent goes on; else only what is young is sure, and the rest is not known. */
function withMemory(seen: Newest, before: Newest | undefined, now: number): Newest {
  const entries = [...seen].flatMap(([id, newest]): [string, number | 'none'][] => {
    const at = newest === 'none' ? Number.NEGATIVE_INFINITY : newest;
    const was = before?.get(id);
    if (was === undefined) return now - at < DAY ? [[id, newest]] : [];
    const best = Math.max(at, was === 'none' ? Number.NEGATIVE_INFINITY : was);
    return [[id, best === Number.NEGATIVE_INFINITY ? 'none' : best]];
  });
  return new Map(entries);
}

function readingsOf(
  machine: Machine,
  newest: number | 'none' | undefined,
  at: number,
): readonly Reading[] {
  if (newest === undefined) return [];
  const subject = machineSubject(machine);
  const days = newest === 'none' ? 0 : Math.max(0, at - newest) / DAY;
  return [
    { subject, signal: 'backup-late', at, value: days },
    { subject, signal: 'backup-missing', at, value: newest === 'none' ? 1 : 0 },
  ];
}
