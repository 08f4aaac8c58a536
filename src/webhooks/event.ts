import { createHash } from 'node:crypto';
import type { Member } from '../alerts/incident.ts';
import type { KeptIncident } from '../alerts/records.ts';
import type { Severity } from '../alerts/rules/rule.ts';
import { peakWords } from '../alerts/words.ts';
import type { WebhookTurn } from './turns.ts';

/** One thing that a webhook is told: stored before it is sent, and sent until it is taken. */
export interface WebhookEvent {
  /** The same in each try: a receiver knows a repeat by it. */
  readonly id: string;
  readonly turn: WebhookTurn;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** True for what `alert test` sends. */
  readonly test: boolean;
  readonly alert: WebhookAlert;
}

/** An alert as programs are told of it. Times are milliseconds since the epoch. */
export interface WebhookAlert {
  /** The same from its beginning to its end, and no other alert's: at most 64 letters, digits and hyphens. */
  readonly key: string;
  /** `alert show 12`; absent for a test. */
  readonly number?: number | undefined;
  readonly title: string;
  readonly signal: string;
  readonly severity: Severity;
  readonly site: string;
  readonly host?: string | undefined;
  readonly startedAt: number;
  readonly endedAt?: number | undefined;
  readonly acknowledgedBy?: string | undefined;
  /** As people read it: `97 %`; absent where it has no figure. */
  readonly peak?: string | undefined;
  /** Those that have it, the first {@link MEMBERS}. */
  readonly members: readonly WebhookMember[];
  /** How many there are in all. */
  readonly count: number;
}

export interface WebhookMember {
  readonly kind: string;
  readonly name: string;
  readonly host: string;
  readonly tags: readonly string[];
  readonly rule: string;
  readonly severity: Severity;
  readonly since: number;
  /** Absent while it fires. */
  readonly until?: number | undefined;
}

/** Members that are named; a whole host's would be pages. */
const MEMBERS = 50;

export interface Telling {
  readonly turn: WebhookTurn;
  readonly at: number;
  readonly title: string;
  readonly test?: boolean | undefined;
  /** What tells a test from others; what tells an event from another one of the same kind. */
  readonly salt?: string | undefined;
}

/** What a webhook is told of it. `to` is its name: each has an id of its own for the same event. */
export function eventOf(
  incident: KeptIncident,
  to: string,
  { turn, at, title, test = false, salt = '' }: Telling,
): WebhookEvent {
  const alert = alertOf(incident, { title, salt: test ? salt : '', test });
  const id = `${digest([alert.key, to, turn, JSON.stringify(incident), salt])}`;
  return { id, turn, at, test, alert };
}

function alertOf(
  incident: KeptIncident,
  { title, salt, test }: { readonly title: string; readonly salt: string; readonly test: boolean },
): WebhookAlert {
  const { id, number, signal, severity, site, host, startedAt, endedAt, acknowledged } = incident;
  const { members } = incident;
  return {
    key: `nakhoda-${test ? 'test' : number}-${digest([id, salt]).slice(0, 16)}`,
    ...{ number: test ? undefined : number, title, signal, severity, site, host },
    ...{ startedAt, endedAt, acknowledgedBy: acknowledged?.by, peak: peakWords(incident) },
    ...{ members: members.slice(0, MEMBERS).map(memberOf), count: members.length },
  };
}

function memberOf({ subject, rule, severity, since, until }: Member): WebhookMember {
  const { kind, name, host, tags } = subject;
  return { kind, name, host, tags, rule, severity, since, until };
}

/** 32 hexadecimal digits. */
function digest(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
}
