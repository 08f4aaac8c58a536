import { createCases } from './cases.ts';
import type { Acknowledged, Incident, Member, Post } from './incident.ts';
import { STALE_MS } from './levels.ts';
import type { Rule } from './rule.ts';
import type { SignalName, Subject } from './signal.ts';
import { AFTERMATH_MS, createQuiet, type Maintenance, type Silence } from './silence.ts';
import { createWatched, type Watched } from './watched.ts';

/**
 * The rules over the figures: what comes in are values with their moments, what goes out is what has to be said. It
 * reads no clock, asks nobody and keeps nothing beyond the process. Times are milliseconds since the epoch.
 */
export interface Engine {
  /** All hosts and machines of a site as they are now; gives their handles in that order. What is gone is over. */
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
  maintain(maintenance: Maintenance): void;
  open(): readonly Incident[];
  size(): ReturnType<Watched['size']>;
}

/** Milliseconds without a word from a site after which that is told. */
const NO_DATA_MS = 180_000;

export function createEngine(rules: readonly Rule[]): Engine {
  const watched = createWatched(rules);
  const quiet = createQuiet();
  const lost = lostHosts(watched);
  const cases = createCases(
    (member, at) => lost.why(member, at) ?? quiet.why(member.subject, member.signal, at),
  );
  const hearing = createHearing();
  return {
    watch(site, subjects, at) {
      const { handles, gone } = watched.set(site, subjects);
      for (const turned of gone) cases.resolved(turned, at);
      hearing.heard(site, at);
      return handles;
    },
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
    size: watched.size,
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
    why({ subject: { site, host }, signal }: Member, at: number): string | undefined {
      const away = lastAway.get(hostKey({ site, host }));
      if (signal === 'host-lost' || away === undefined) return undefined;
      return at - away < AFTERMATH_MS ? `${host} does not answer` : undefined;
    },
  };
}

/** The key of a host as a subject. */
export function hostKey({ site, host }: Pick<Subject, 'site' | 'host'>): string {
  return `${site}/host/${host}`;
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
