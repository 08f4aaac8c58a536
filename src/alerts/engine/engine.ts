import type { Acknowledged, Incident, Member, Post } from '../incident.ts';
import {
  type About,
  AFTERMATH_MS,
  createQuiet,
  type Maintenance,
  type Silence,
} from '../mutes/silence.ts';
import { STALE_MS } from '../rules/levels.ts';
import type { Rule } from '../rules/rule.ts';
import type { SignalName, Subject } from '../rules/signal.ts';
import type { Leaving } from './case.ts';
import { type Cases, createCases } from './cases.ts';
import type { Dropped } from './dropped.ts';
import type { SavedCase } from './saved.ts';
import { hostKey } from './subjects.ts';
import type { Turned } from './turned.ts';
import { createWatched, type Told, type Value, type Watched } from './watched.ts';

/**
 * The rules over the figures: what comes in are values with their moments, what goes out is what has to be said. It
 * reads no clock, asks nobody and keeps nothing beyond the process. Times are milliseconds since the epoch.
 */
export interface Engine {
  /** All that there is of a site now; gives the handles in that order. What is gone is over. */
  watch(site: string, subjects: readonly Subject[], at: number): readonly number[];
  observe(handle: number, signal: SignalName, at: number, value: number): void;
  /** It has no figures for a good reason: it does not run. What fired of these signals is over. */
  rest(handle: number, of: readonly SignalName[], at: number): void;
  /** The site answered at that moment, whatever it said. */
  heard(site: string, at: number): void;
  /** Once a cycle, after its values: what has to be said. */
  tick(now: number): readonly Post[];
  acknowledge(id: string, who: Acknowledged): boolean;
  silence(silence: Silence): void;
  unsilence(id: string): boolean;
  /** All of our own work that is felt now. */
  maintain(works: readonly Maintenance[]): void;
  open(): readonly Incident[];
  /** What fires gets its figures as they are now: that is an edit where they have changed. */
  refresh(): void;
  /** What another process needs to go on; plain data. */
  saved(): readonly SavedCase[];
  /**
   * Goes on with what another process saved. What is not watched by the next {@link watch} of its site is over then.
   */
  restore(cases: readonly SavedCase[]): void;
  /** Other rules from now on; each site is to be watched anew at once. What no rule speaks of any more is over. */
  adopt(rules: readonly Rule[], at: number): void;
  /** Nobody watches the site any more: nothing of it goes on. */
  siteGone(site: string, at: number): void;
  /** Values of a time when nobody watched, oldest first: only what they lead to is told. */
  warm(values: readonly Value[]): void;
  size(): ReturnType<Watched['size']>;
}

/** Milliseconds without a word from a site after which that is told. */
const NO_DATA_MS = 180_000;

export function createEngine(rules: readonly Rule[]): Engine {
  const watched = createWatched(rules);
  const quiet = createQuiet();
  const lost = lostHosts(watched);
  const cases = createCases({
    hushed: (about, at) => lost.why(about, at) ?? quiet.why(about, at),
    muted: quiet.muted,
    felt: quiet.beside,
  });
  const hearing = createHearing();
  const inherited = createInherited(watched);
  const parts = { watched, cases, hearing, inherited };
  return {
    watch: (site, subjects, at) => watch(parts, { site, subjects, at }),
    observe(handle, signal, at, value) {
      for (const told of watched.observe(handle, signal, at, value)) cases[told.turn](told, at);
      if (signal === 'host-lost') lost.look(handle, at);
    },
    rest(handle, of, at) {
      for (const signal of of) {
        for (const turned of watched.rest(handle, signal)) cases.resolved(turned, at);
      }
    },
    heard: hearing.heard,
    tick(now) {
      for (const { site, since } of hearing.tick(now)) cases.noData(site, since, now);
      quiet.sweep(now);
      return cases.posts(now);
    },
    acknowledge: cases.acknowledge,
    silence: quiet.silence,
    unsilence: quiet.unsilence,
    maintain: quiet.maintain,
    open: cases.open,
    refresh: () => cases.refresh(({ subject, rule }) => watched.figures(subject.key, rule)),
    saved: cases.saved,
    restore(saved) {
      cases.restore(saved);
      inherited.give(saved);
    },
    adopt: (others, at) => adopt(parts, others, at),
    siteGone: cases.siteGone,
    warm: (values) => warm({ watched, cases }, values),
    size: watched.size,
  };
}

interface Parts {
  readonly watched: Watched;
  readonly cases: Cases;
  readonly hearing: ReturnType<typeof createHearing>;
  readonly inherited: ReturnType<typeof createInherited>;
}

interface Watching {
  readonly site: string;
  readonly subjects: readonly Subject[];
  readonly at: number;
}

function watch(
  { watched, cases, hearing, inherited }: Parts,
  { site, subjects, at }: Watching,
): readonly number[] {
  const { handles, gone, off } = watched.set(site, subjects);
  for (const turned of gone) cases.resolved(turned, at);
  for (const turned of off) cases.left(leaving(turned, 'rule-off'), at);
  const { left, silentSince } = inherited.take(site, at);
  for (const member of left) cases.left(member, at);
  if (silentSince !== undefined) hearing.resume(site, silentSince);
  return handles;
}

function adopt({ watched, cases }: Parts, rules: readonly Rule[], at: number): void {
  const { ended, changed } = watched.adopt(rules);
  for (const { dropped, ...turned } of ended) cases.left(leaving(turned, dropped), at);
  for (const { subject, rule, severity } of changed) {
    cases.regraded({ subject, rule: rule.name, severity });
  }
}

function leaving({ subject, rule, figures }: Turned, dropped: Dropped): Leaving {
  return { ...{ subject, rule: rule.name, dropped }, ...figures };
}

/** The levels go through all of it; of each, only where it ends is told. */
function warm(
  { watched, cases }: { readonly watched: Watched; readonly cases: Cases },
  values: readonly Value[],
): void {
  const last = new Map<string, Told & Pick<Value, 'at'>>();
  for (const { handle, signal, at, value } of values) {
    for (const told of watched.observe(handle, signal, at, value)) {
      last.set(`${told.rule.name} ${told.subject.key}`, { ...told, at });
    }
  }
  for (const told of last.values()) {
    if ((told.turn === 'fired') !== cases.fires(told)) cases[told.turn](told, told.at);
  }
}

/** What fired in another process: here it fires as soon as it is watched. */
function createInherited(watched: Watched) {
  const members = new Map<string, Member[]>();
  const silent = new Map<string, number>();
  return {
    give(cases: readonly SavedCase[]): void {
      for (const one of cases) {
        if (one.endedAt !== undefined) continue;
        if (one.signal === 'no-data' && one.noDataSince !== undefined) {
          silent.set(one.site, one.noDataSince);
        }
        const firing = one.members.filter(({ until }) => until === undefined);
        members.set(one.site, [...(members.get(one.site) ?? []), ...firing]);
      }
    },
    /** Gives what is not watched any more, and since when nobody hears of the site. */
    take(site: string, at: number) {
      const left = (members.get(site) ?? []).flatMap((member): Leaving[] => {
        const { subject, rule, ...figures } = member;
        const became = watched.ignite(subject.key, rule, { figures, at });
        if (became === 'fires') return [];
        return [became === 'gone' ? member : { ...member, dropped: became }];
      });
      const silentSince = silent.get(site);
      members.delete(site);
      silent.delete(site);
      return { left, silentSince };
    },
  };
}

/**
 * A host that does not answer is the one thing said of it and its machines, from its first silence on; and for a while
 * after it is back, in which theirs ends too.
 */
function lostHosts(watched: Watched) {
  const lastAway = new Map<string, number>();
  return {
    look(handle: number, at: number): void {
      const host = watched.subject(handle);
      if (host && watched.isOver(handle, 'host-lost')) lastAway.set(host.key, at);
    },
    why({ subject: { site, host }, signal }: About, at: number): string | undefined {
      const away = lastAway.get(hostKey({ site, host }));
      if (signal === 'host-lost' || away === undefined) return undefined;
      return at - away < AFTERMATH_MS ? `${host} does not answer` : undefined;
    },
  };
}

interface Change {
  readonly site: string;
  /** Since when nothing came; absent where something comes again. */
  readonly since: number | undefined;
}

/** Which sites give figures. Nobody listened while there were no cycles: that time does not count. */
function createHearing() {
  const last = new Map<string, number>();
  const silent = new Set<string>();
  let tickedAt = Number.POSITIVE_INFINITY;
  return {
    heard: (site: string, at: number) => void last.set(site, at),
    /** Nothing has come since then, and that was told. */
    resume(site: string, since: number): void {
      last.set(site, since);
      silent.add(site);
    },
    tick(now: number): readonly Change[] {
      const slept = now - tickedAt > STALE_MS;
      tickedAt = now;
      if (slept) {
        for (const [site, at] of last) if (!silent.has(site)) last.set(site, Math.max(at, now));
      }
      return [...last].flatMap(([site, at]): Change[] => {
        const isSilent = now - at > NO_DATA_MS;
        if (isSilent === silent.has(site)) return [];
        if (isSilent) silent.add(site);
        else silent.delete(site);
        return [{ site, since: isSilent ? at : undefined }];
      });
    },
  };
}
