import type { Acknowledged, Incident, Member } from '../incident.ts';
import type { Figures } from '../rules/levels.ts';
import type { Severity } from '../rules/rule.ts';
import type { SignalName, Subject } from '../rules/signal.ts';
import { type Dropped, droppedOf } from './dropped.ts';
import type { SavedCase } from './saved.ts';
import type { Turned } from './turned.ts';

/** An incident while it is worked on. */
export interface Case {
  readonly id: string;
  readonly key: string;
  readonly signal: SignalName | 'no-data';
  readonly site: string;
  readonly host?: string | undefined;
  readonly startedAt: number;
  readonly members: Map<string, Member>;
  endedAt?: number | undefined;
  /** The last time that one of it was over. */
  calmSince: number;
  worst: Severity;
  flapping: boolean;
  acknowledged?: Acknowledged | undefined;
  quiet?: string | undefined;
  beside?: string | undefined;
  noDataSince?: number | undefined;
  /** Nobody watches any of it any more. */
  dropped?: Dropped | undefined;
  /** As how bad it was told last; absent where there is no card. */
  shown?: Severity | undefined;
  changed: boolean;
  /** It came back, and nobody was told yet. */
  again: boolean;
  /** It is quiet because people want it to be. */
  muted?: boolean | undefined;
  /** It was muted until just now. */
  unmuted?: boolean | undefined;
}

export interface Opening extends Pick<Case, 'signal' | 'site' | 'host'> {
  readonly at: number;
  readonly severity: Severity;
}

export function keyOf({ signal, site, host = '' }: Pick<Case, 'signal' | 'site' | 'host'>): string {
  return `${signal}@${site}/${host}`;
}

export function openCase({ at, severity, ...about }: Opening): Case {
  const key = keyOf(about);
  return {
    ...about,
    ...{ key, id: `${key}#${at}`, startedAt: at, members: new Map(), calmSince: at },
    ...{ worst: severity, flapping: false, changed: false, again: false },
  };
}

export function memberKey({ key }: Pick<Subject, 'key'>, rule: string): string {
  return `${rule} ${key}`;
}

/** One that another process has saved. */
export function caseOf({ members, ...one }: SavedCase): Case {
  const byKey = members.map((member) => [memberKey(member.subject, member.rule), member] as const);
  return { ...one, members: new Map(byKey) };
}

/** Its figures as they are now; what is the same in words changes nothing. */
export function renew(
  one: Case,
  key: string,
  { value, peak }: Pick<Figures, 'value' | 'peak'>,
): void {
  const member = one.members.get(key);
  if (member === undefined || member.until !== undefined) return;
  const most = Math.max(peak, member.peak);
  if (inHundredths(value) === inHundredths(member.value) && most === member.peak) return;
  one.members.set(key, { ...member, value, peak: most });
  one.changed = true;
}

function inHundredths(value: number): number {
  return Math.round(value * 100);
}

/** Takes it in, or takes it in again. */
export function join(one: Case, { subject, rule, severity, figures }: Turned): void {
  const key = memberKey(subject, rule.name);
  const before = one.members.get(key);
  one.members.set(key, {
    ...{ subject, rule: rule.name, signal: rule.signal },
    severity,
    since: before?.since ?? figures.since,
    peak: Math.max(before?.peak ?? figures.peak, figures.peak),
    value: figures.value,
    times: (before?.times ?? 0) + 1,
  });
  if (severity === 'critical') one.worst = severity;
  one.changed = true;
}

/** Who leaves; `dropped` where nobody saw it get better. */
export type Leaving = Pick<Member, 'subject' | 'rule' | 'value' | 'peak' | 'dropped'>;

export function leave(
  one: Case,
  { subject, rule, value, peak, dropped }: Leaving,
  at: number,
): void {
  const key = memberKey(subject, rule);
  const member = one.members.get(key);
  if (member === undefined || member.until !== undefined) return;
  const most = Math.max(peak, member.peak);
  one.members.set(key, { ...member, until: at, value, peak: most, ...(dropped && { dropped }) });
  one.calmSince = at;
  one.changed = true;
}

/** Its rule says otherwise how bad it is, or when it is over: the card tells. */
export function regrade(one: Case, key: string, severity: Severity): void {
  const member = one.members.get(key);
  if (member === undefined || member.until !== undefined) return;
  one.members.set(key, { ...member, severity });
  if (severity === 'critical') one.worst = severity;
  one.changed = true;
}

export function firing({ members }: Case): readonly Member[] {
  return [...members.values()].filter(({ until }) => until === undefined);
}

/** The worst of what fires. */
export function severityOf(one: Case): Severity {
  const now = firing(one);
  if (now.length === 0) return one.worst;
  return now.some(({ severity }) => severity === 'critical') ? 'critical' : 'warning';
}

/** As it is at this moment, for whoever draws it. */
export function incidentOf(one: Case): Incident {
  const { id, signal, site, host, startedAt, endedAt, flapping, acknowledged } = one;
  const members = [...one.members.values()];
  const peaks = members.map(({ peak }) => peak);
  const open = acknowledged ? 'acknowledged' : 'firing';
  return {
    ...{ id, signal, site, host, startedAt, endedAt, flapping, acknowledged, members },
    state: endedAt === undefined ? open : 'resolved',
    severity: endedAt === undefined ? severityOf(one) : one.worst,
    peak: peaks.length === 0 ? undefined : Math.max(...peaks),
    quiet: one.quiet,
    beside: one.beside,
    noDataSince: one.noDataSince,
    dropped: one.dropped ?? droppedOf(members),
  };
}
