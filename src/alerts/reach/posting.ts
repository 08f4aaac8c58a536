import { type Case, firing, incidentOf, severityOf } from '../engine/case.ts';
import { droppedOf } from '../engine/dropped.ts';
import type { Post } from '../incident.ts';
import type { About } from '../mutes/silence.ts';

/** Milliseconds after its end in which what fires again is the same incident. */
export const AGAIN_MS = 30 * 60_000;

/** What keeps it from being said, or is said with it. */
export interface Quieting {
  /** Why nothing is said of that; `undefined` where there is no reason. */
  hushed(about: About, at: number): string | undefined;
  /** Whether it is people who want to hear nothing of it. */
  muted(about: About, at: number): boolean;
  /** Our own work that it may come from, and that is no reason to keep it back. */
  felt(about: About, at: number): string | undefined;
}

/** What flaps is over when it has stayed away for so long. */
export function isOver(one: Case, now: number): boolean {
  if (goesOn(one)) return false;
  if (!one.flapping || now - one.calmSince >= AGAIN_MS) return true;
  return (one.dropped ?? droppedOf(one.members.values())) !== undefined;
}

function goesOn(one: Case): boolean {
  if (one.dropped !== undefined) return false;
  return one.signal === 'no-data' ? one.noDataSince !== undefined : firing(one).length > 0;
}

/** Its end, which rings where it was critical. */
export function close(one: Case): readonly Post[] {
  one.endedAt = one.calmSince;
  one.changed = false;
  one.again = false;
  if (one.shown === undefined) return [];
  const incident = incidentOf(one);
  const edit: Post = { how: 'edit', why: 'resolved', incident };
  return one.worst === 'critical' ? [edit, { ...edit, how: 'notice' }] : [edit];
}

/** What there is to say of one that is not over. */
export function say(one: Case, quieting: Quieting, now: number): readonly Post[] {
  hush(one, quieting, now);
  if (one.shown === undefined) return goesOn(one) && one.quiet === undefined ? begin(one) : [];
  const why = noticeOf(one);
  if (!one.changed && why === undefined) return [];
  one.changed = false;
  one.unmuted = false;
  // What it became while it was quiet is told when it is not any more.
  if (one.quiet === undefined) {
    one.again = false;
    one.shown = severityOf(one);
  }
  if (why === 'escalated') one.acknowledged = undefined;
  const incident = incidentOf(one);
  const edit: Post = { how: 'edit', why: why ?? 'changed', incident };
  return why === undefined ? [edit] : [edit, { how: 'notice', why, incident }];
}

/** Nothing is said where each that fires has its reason. */
function hush(one: Case, { hushed, muted, felt }: Quieting, now: number): void {
  const about = aboutOf(one);
  const reasons = about.map((each) => hushed(each, now));
  const quiet = reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
  const beside = about.map((each) => felt(each, now)).find((work) => work !== undefined);
  const wasMuted = one.muted === true;
  one.muted = quiet !== undefined && about.every((each) => muted(each, now));
  if (wasMuted && quiet === undefined && about.length > 0) one.unmuted = true;
  if (quiet === one.quiet && beside === one.beside) return;
  one.quiet = quiet;
  one.beside = beside;
  one.changed = true;
}

/** What fires; a site without figures itself, of which nothing but its name is known. */
function aboutOf(one: Case): readonly About[] {
  if (one.signal !== 'no-data') return firing(one);
  const { site, signal } = one;
  const subject = { key: site, site, host: '', name: '', tags: [] };
  return [{ subject, signal, severity: 'warning' }];
}

function begin(one: Case): readonly Post[] {
  one.shown = severityOf(one);
  one.changed = false;
  one.again = false;
  one.unmuted = false;
  return [{ how: 'card', why: 'fired', incident: incidentOf(one) }];
}

/** What a person has to hear besides the edit. Whoever acknowledged it knows that it comes and goes. */
function noticeOf(one: Case): 'escalated' | 'unmuted' | 'again' | undefined {
  if (one.quiet !== undefined) return undefined;
  const isCritical = severityOf(one) === 'critical';
  // What flaps between two severities was told of when it began to.
  const isNews = !one.flapping || one.again;
  if (isNews && isCritical && one.shown === 'warning') return 'escalated';
  if (one.acknowledged !== undefined) return undefined;
  if (one.unmuted && isCritical) return 'unmuted';
  return one.again ? 'again' : undefined;
}
