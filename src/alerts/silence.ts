import { matcher } from '../inventory/selector.ts';
import type { SignalName, Subject } from './signal.ts';

/** For a time, nothing is said of these. Times are milliseconds since the epoch. */
export interface Silence {
  readonly id: string;
  /** Which machines and hosts. */
  readonly on: string;
  /** Only this; everything of them where absent. */
  readonly signal?: SignalName | undefined;
  readonly from: number;
  readonly until: number;
  readonly reason: string;
}

/** Milliseconds after work on a machine, or after its host was away, in which that is still felt. */
export const AFTERMATH_MS = 5 * 60_000;

/** The bot itself works on a machine: a backup, a snapshot, a rollback. */
export interface Maintenance {
  /** The subject's key; of a machine also without its birth mark, up to the last `/`. */
  readonly subject: string;
  readonly from: number;
  /** Absent while it goes on. */
  readonly until?: number | undefined;
  /** The words for people: `snapshot of web-1`. */
  readonly reason: string;
}

/** Why nothing is said of the subject at that moment; `undefined` where there is no reason. */
export interface Quiet {
  why(subject: Subject, signal: SignalName, at: number): string | undefined;
  silence(silence: Silence): void;
  /** Whether there was one. */
  unsilence(id: string): boolean;
  maintain(maintenance: Maintenance): void;
  /** Forgets what is over. */
  sweep(now: number): void;
}

export function createQuiet(): Quiet {
  const silences = new Map<string, { silence: Silence; fits: (subject: Subject) => boolean }>();
  const works = new Map<string, Maintenance[]>();
  return {
    why(subject, signal, at) {
      const muted = silences
        .values()
        .find(
          ({ silence, fits }) => isDuring(silence, at) && isOf(silence, signal) && fits(subject),
        );
      if (muted) return muted.silence.reason;
      const anyBirth = subject.key.slice(0, subject.key.lastIndexOf('/') + 1);
      return [subject.key, anyBirth]
        .flatMap((key) => works.get(key) ?? [])
        .find((work) => isDuring(felt(work), at))?.reason;
    },
    silence: (silence) => void silences.set(silence.id, { silence, fits: matcher(silence.on) }),
    unsilence: (id) => silences.delete(id),
    maintain(work) {
      const others = (works.get(work.subject) ?? []).filter(({ from }) => from !== work.from);
      works.set(work.subject, [...others, work]);
    },
    sweep(now) {
      for (const [id, { silence }] of silences) if (silence.until <= now) silences.delete(id);
      for (const [key, all] of works) {
        const left = all.filter((work) => felt(work).until > now);
        if (left.length > 0) works.set(key, left);
        else works.delete(key);
      }
    },
  };
}

function isOf({ signal: only }: Silence, signal: SignalName): boolean {
  return only === undefined || only === signal;
}

interface Window {
  readonly from: number;
  readonly until: number;
}

function isDuring({ from, until }: Window, at: number): boolean {
  return from <= at && at < until;
}

function felt({ from, until = Number.POSITIVE_INFINITY }: Maintenance): Window {
  return { from, until: until + AFTERMATH_MS };
}
