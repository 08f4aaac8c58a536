import type { Backup } from '../hypervisor/backups.ts';

/** How many to keep by each rule; each keeps the newest one of a period, and the rules add up as in restic. */
export interface Keep {
  readonly last: number;
  readonly daily: number;
  readonly weekly: number;
  readonly monthly: number;
}

/** What becomes of one backup, and why. */
export interface Fate {
  readonly backup: Backup;
  readonly stays: boolean;
  /** `daily 3`: by that rule, as the third; `protected`; `base of 2`; `the last good one`; for one that goes `no rule keeps it`. */
  readonly why: readonly string[];
}

export interface RetentionOptions {
  readonly keep: Keep;
  /** Whose days, weeks and months count: a name of the tz database. */
  readonly zone: string;
  /** Lets the last good one go too, where no rule keeps it. */
  readonly evenLast?: boolean | undefined;
}

/**
 * What stays and what goes of one machine's backups, newest first. One that a verification found not to be whole, or
 * that stands on such a one, uses up no place and goes; but the last good one stays, and so does every base of one
 * that stays. Where none is good, the newest stays. One that is protected stays whatever the rules say.
 */
export function retention(all: readonly Backup[], options: RetentionOptions): readonly Fate[] {
  const backups = all.toSorted((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1));
  const byId = new Map(backups.map((backup) => [backup.id, backup]));
  const good = backups.filter((backup) => isGood(backup, byId));
  const reasons = new Map(
    backups.map((one) => [one.id, one.protected ? ['protected'] : ([] as string[])]),
  );
  for (const [rule, period] of Object.entries(periods(options.zone))) {
    applyRule(good, { rule, period, most: options.keep[rule as keyof Keep], reasons });
  }
  keepOne(good[0] ?? backups[0], { reasons, evenLast: options.evenLast === true, good });
  keepBases(backups, byId, reasons);
  return backups.map((backup) => {
    const why = reasons.get(backup.id) ?? [];
    const stays = why.length > 0;
    return { backup, stays, why: stays ? why : [whyNot(good.includes(backup))] };
  });
}

type Period = (backup: Backup) => string;
type Reasons = ReadonlyMap<string, string[]>;

function periods(zone: string): Record<keyof Keep, Period> {
  const day = dayIn(zone);
  return {
    last: ({ id }) => id,
    daily: ({ createdAt }) => day(createdAt),
    weekly: ({ createdAt }) => weekOf(day(createdAt)),
    monthly: ({ createdAt }) => day(createdAt).slice(0, 7),
  };
}

interface Rule {
  readonly rule: string;
  readonly period: Period;
  readonly most: number;
  readonly reasons: Reasons;
}

/** Newest first: the first one of each of the first periods stays. */
function applyRule(good: readonly Backup[], { rule, period, most, reasons }: Rule): void {
  const seen = new Set<string>();
  for (const backup of good) {
    const key = period(backup);
    if (seen.has(key)) continue;
    if (seen.size >= most) return;
    seen.add(key);
    reasons.get(backup.id)?.push(`${rule} ${seen.size}`);
  }
}

/** A machine is not left without any way back by rules that happen to keep none. */
function keepOne(
  best: Backup | undefined,
  { reasons, evenLast, good }: { reasons: Reasons; evenLast: boolean; good: readonly Backup[] },
): void {
  const nothing = [...reasons.values()].every((why) => why.length === 0);
  if (best === undefined || !nothing || evenLast) return;
  reasons
    .get(best.id)
    ?.push(good.length > 0 ? 'the last good one' : 'the last one, though not whole');
}

function keepBases(
  backups: readonly Backup[],
  byId: ReadonlyMap<string, Backup>,
  reasons: Reasons,
): void {
  const standing = new Map<string, number>();
  for (const backup of backups) {
    if ((reasons.get(backup.id)?.length ?? 0) === 0) continue;
    for (const { id } of basesOf(backup, byId)) standing.set(id, (standing.get(id) ?? 0) + 1);
  }
  for (const [id, number] of standing) reasons.get(id)?.push(`base of ${number}`);
}

/** What it cannot be read without, nearest first; a chain that bites its own tail ends there. */
function basesOf(backup: Backup, byId: ReadonlyMap<string, Backup>): readonly Backup[] {
  const bases: Backup[] = [];
  let next = backup.parent === undefined ? undefined : byId.get(backup.parent);
  while (next !== undefined && next !== backup && !bases.includes(next)) {
    bases.push(next);
    next = next.parent === undefined ? undefined : byId.get(next.parent);
  }
  return bases;
}

/** False for what a verification found broken, and for what stands on such a one or on one that is gone. */
export function isGood(backup: Backup, byId: ReadonlyMap<string, Backup>): boolean {
  const chain = [backup, ...basesOf(backup, byId)];
  const root = chain.at(-1);
  if (root?.parent !== undefined) return false;
  return chain.every(({ verified }) => verified?.verdict.whole !== false);
}

function whyNot(good: boolean): string {
  return good ? 'no rule keeps it' : 'it is not whole';
}

function dayIn(zone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return (at) => {
    const parts = Object.fromEntries(
      format.formatToParts(at).map(({ type, value }) => [type, value]),
    );
    return `${parts['year']}-${parts['month']}-${parts['day']}`;
  };
}

const DAY = 24 * 60 * 60 * 1000;

/** The Monday of its week, as ISO 8601 counts them. */
function weekOf(day: string): string {
  const at = Date.parse(day);
  const sinceMonday = (new Date(at).getUTCDay() + 6) % 7;
  return new Date(at - sinceMonday * DAY).toISOString().slice(0, 10);
}
