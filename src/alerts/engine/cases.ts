import type { Acknowledged, Incident, Member, Post } from '../incident.ts';
import { AGAIN_MS, close, isOver, type Quieting, say } from '../reach/posting.ts';
import type { Figures } from '../rules/levels.ts';
import {
  type Case,
  caseOf,
  firing,
  incidentOf,
  join,
  keyOf,
  type Leaving,
  leave,
  memberKey,
  openCase,
  regrade,
  renew,
} from './case.ts';
import { type SavedCase, saved } from './saved.ts';
import type { Turned } from './turned.ts';

/** All incidents, and what there is to say of them. */
export interface Cases {
  fired(turned: Turned, at: number): void;
  resolved(turned: Turned, at: number): void;
  /** A member that is not there any more, or that nobody looks at: over. */
  left(member: Leaving, at: number): void;
  /** Nobody watches the site any more: nothing of it goes on. */
  siteGone(site: string, at: number): void;
  /** Its rule has changed. */
  regraded(member: Regraded): void;
  /** Nobody has figures of the site since then; `undefined`: somebody has. */
  noData(site: string, since: number | undefined, at: number): void;
  /** Whether it is open and was not acknowledged before. */
  acknowledge(id: string, who: Acknowledged): boolean;
  /** What has to be said now. */
  posts(now: number): readonly Post[];
  open(): readonly Incident[];
  /** Whether it fires in an incident. */
  fires(turned: Pick<Turned, 'subject' | 'rule'>): boolean;
  /** What fires gets its figures as they are now; `undefined` leaves it as it is. */
  refresh(figures: (member: Member) => Pick<Figures, 'value' | 'peak'> | undefined): void;
  /** What is open, and what was a short while ago, for {@link restore} in another process. */
  saved(): readonly SavedCase[];
  restore(cases: readonly SavedCase[]): void;
}

export interface Regraded extends Pick<Turned, 'subject' | 'severity'> {
  readonly rule: string;
}

export function createCases(quieting: Quieting): Cases {
  const open = new Map<string, Case>();
  const over = new Map<string, Case>();
  return {
    fired: (turned, at) => take({ open, over }, turned, at),
    resolved(turned, at) {
      // A machine may have moved since: its incident is where it fired.
      const key = memberKey(turned.subject, turned.rule.name);
      for (const one of open.values()) {
        const { subject, rule, figures } = turned;
        if (one.members.has(key)) leave(one, { subject, rule: rule.name, ...figures }, at);
      }
    },
    left(member, at) {
      for (const one of open.values()) leave(one, member, at);
    },
    siteGone(site, at) {
      for (const one of open.values()) if (one.site === site) abandon(one, at);
    },
    regraded({ subject, rule, severity }) {
      for (const one of open.values()) regrade(one, memberKey(subject, rule), severity);
    },
    noData: (site, since, at) => note({ open, over }, { site, since, at }),
    acknowledge(id, who) {
      const one = [...open.values()].find((candidate) => candidate.id === id);
      if (one === undefined || one.acknowledged) return false;
      one.acknowledged = who;
      one.changed = true;
      return true;
    },
    posts(now) {
      for (const [key, { endedAt = now }] of over) if (now - endedAt > AGAIN_MS) over.delete(key);
      return [...open.values()].flatMap((one) => {
        if (!isOver(one, now)) return say(one, quieting, now);
        open.delete(one.key);
        over.set(one.key, one);
        return close(one);
      });
    },
    open: () => [...open.values()].map(incidentOf),
    fires({ subject, rule }) {
      const key = memberKey(subject, rule.name);
      const of = open.values().find(({ members }) => members.has(key));
      return of !== undefined && of.members.get(key)?.until === undefined;
    },
    refresh: (figures) => refresh(open.values(), figures),
    saved: () => [...open.values(), ...over.values()].map(saved),
    restore(cases) {
      for (const one of cases) (one.endedAt === undefined ? open : over).set(one.key, caseOf(one));
    },
  };
}

function refresh(open: Iterable<Case>, figures: Parameters<Cases['refresh']>[0]): void {
  for (const one of open) {
    for (const member of firing(one)) {
      const now = figures(member);
      if (now) renew(one, memberKey(member.subject, member.rule), now);
    }
  }
}

/** It is not said to be better: nobody looks. */
function abandon(one: Case, at: number): void {
  for (const member of firing(one)) leave(one, { ...member, dropped: 'site-gone' }, at);
  one.calmSince = at;
  one.dropped = 'site-gone';
}

interface Book {
  readonly open: Map<string, Case>;
  /** By the same keys: what ended a short while ago. */
  readonly over: Map<string, Case>;
}

/** What fires belongs to the incident of its host, or to the one that it was in a short while ago. */
function take(book: Book, turned: Turned, at: number): void {
  const { subject, rule, severity } = turned;
  const about = { signal: rule.signal, site: subject.site, host: subject.host || undefined };
  const before = recent(book, keyOf(about), at);
  const same = before && isBack(before, turned) ? before : undefined;
  const one = book.open.get(keyOf(about)) ?? same ?? openCase({ ...about, at, severity });
  if (isBack(one, turned)) flap(one);
  join(one, turned);
  reopen(book, one);
}

interface NoData {
  readonly site: string;
  readonly since: number | undefined;
  readonly at: number;
}

function note(book: Book, { site, since, at }: NoData): void {
  const about = { signal: 'no-data', site, host: undefined } as const;
  const before = recent(book, keyOf(about), at);
  const one =
    book.open.get(keyOf(about)) ?? before ?? openCase({ ...about, at, severity: 'warning' });
  const isAgain = since !== undefined && one.noDataSince === undefined && one.shown !== undefined;
  if (isAgain) flap(one);
  if (since === undefined) one.calmSince = at;
  reopen(book, one);
  for (const each of book.open.values()) {
    if (each.site !== site || each.noDataSince === since) continue;
    each.noDataSince = since;
    each.changed = true;
  }
}

function recent({ over }: Book, key: string, at: number): Case | undefined {
  const one = over.get(key);
  if (one?.endedAt === undefined || one.dropped !== undefined) return undefined;
  return at - one.endedAt <= AGAIN_MS ? one : undefined;
}

function reopen({ open, over }: Book, one: Case): void {
  if (over.get(one.key) === one) over.delete(one.key);
  one.endedAt = undefined;
  open.set(one.key, one);
}

/** It came back: told the first time only. */
function flap(one: Case): void {
  one.again = !one.flapping;
  one.flapping = true;
  one.changed = true;
}

/** It was better, and is not. */
function isBack(one: Case, { subject, rule }: Turned): boolean {
  const before = one.members.get(memberKey(subject, rule.name));
  return before?.until !== undefined && before.dropped === undefined;
}
