import { matcher, type Selectable } from '../../inventory/selector.ts';
import type { Incident } from '../incident.ts';
import type { Severity } from '../rules/rule.ts';
import type { SignalName, Subject } from '../rules/signal.ts';

/** For a time, nothing is said of these. Times are milliseconds since the epoch. */
export interface Silence {
  readonly id: string;
  /** Which machines and hosts. */
  readonly on: string;
  /** Only this; everything of them where absent. */
  readonly signal?: Incident['signal'] | undefined;
  readonly from: number;
  readonly until: number;
  readonly reason: string;
}

/** Milliseconds after work on a machine, or after its host was away, in which that is still felt. */
export const AFTERMATH_MS = 5 * 60_000;

/** The bot itself works on a machine, or so hard on its host that it is felt there: a backup, a snapshot, a rollback. */
export interface Maintenance {
  /** The subject's key; of a machine also without its birth mark, up to the last `/`. */
  readonly subject: string;
  readonly from: number;
  /** Absent while it goes on. */
  readonly until?: number | undefined;
  /** The words for people: `snapshot of web-1`. */
  readonly reason: string;
  /** Only these are felt there, and what is critical is told all the same. Everything of it where absent. */
  readonly felt?: readonly SignalName[] | undefined;
}

/** What would be said: of a machine or host, or of a whole site. */
export interface About {
  readonly subject: Selectable & Pick<Subject, 'key'>;
  readonly signal: Incident['signal'];
  readonly severity: Severity;
}

export interface Quiet {
  /** Why nothing is said of it at that moment; `undefined` where there is no reason. */
  why(about: About, at: number): string | undefined;
  /** Whether that is because people want it. */
  muted(about: About, at: number): boolean;
  /** Our own work there, which is no reason to say nothing of it. */
  beside(about: About, at: number): string | undefined;
  silence(silence: Silence): void;
  /** Whether there was one. */
  unsilence(id: string): boolean;
  /** All of our work that is felt now: what was told before and is not among it is forgotten. */
  maintain(works: readonly Maintenance[]): void;
  /** Forgets what is over. */
  sweep(now: number): void;
}

export function createQuiet(): Quiet {
  const silences = new Map<string, { silence: Silence; fits: (subject: Selectable) => boolean }>();
  let works: ReadonlyMap<string, readonly Maintenance[]> = new Map();
  const workOn = ({ subject: { key }, signal }: About, at: number) => {
    const anyBirth = key.slice(0, key.lastIndexOf('/') + 1);
    return [key, anyBirth]
      .flatMap((one) => works.get(one) ?? [])
      .filter((work) => isDuring(windowOf(work), at) && isFelt(work, signal));
  };
  const silenceOf = ({ subject, signal }: About, at: number) =>
    silences
      .values()
      .find(({ silence, fits }) => isDuring(silence, at) && isOf(silence, signal) && fits(subject))
      ?.silence;
  return {
    muted: (about, at) => silenceOf(about, at) !== undefined,
    why(about, at) {
      const silence = silenceOf(about, at);
      if (silence) return silence.reason;
      const { severity } = about;
      const isReason = ({ felt }: Maintenance) => felt === undefined || severity === 'warning';
      return workOn(about, at).find(isReason)?.reason;
    },
    beside(about, at) {
      if (about.severity === 'warning') return undefined;
      return workOn(about, at).find(({ felt }) => felt !== undefined)?.reason;
    },
    silence: (silence) => void silences.set(silence.id, { silence, fits: matcher(silence.on) }),
    unsilence: (id) => silences.delete(id),
    maintain(all) {
      works = Map.groupBy(all, ({ subject }) => subject);
    },
    sweep(now) {
      for (const [id, { silence }] of silences) if (silence.until <= now) silences.delete(id);
    },
  };
}

function isOf({ signal: only }: Silence, signal: About['signal']): boolean {
  return only === undefined || only === signal;
}

interface Window {
  readonly from: number;
  readonly until: number;
}

function isDuring({ from, until }: Window, at: number): boolean {
  return from <= at && at < until;
}

function windowOf({ from, until = Number.POSITIVE_INFINITY }: Maintenance): Window {
  return { from, until: until + AFTERMATH_MS };
}

function isFelt({ felt }: Maintenance, signal: About['signal']): boolean {
  return felt === undefined || felt.some((one) => one === signal);
}
