import type { Actor, Place } from '../chat.ts';
import type { Head } from './seal.ts';
import type { ChainReport, Finding } from './verify.ts';

/** One row of the audit, as it is shown. */
export interface AuditInfo {
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly event: string;
  readonly person: string | null;
  readonly actor: Actor;
  readonly place: Place | null;
  readonly line: string;
  readonly operation: number | null;
  readonly targets: readonly string[];
  readonly outcome: string;
  readonly detail: string | null;
  readonly duration: number | null;
  readonly replica: number | null;
  readonly chain: number;
  readonly seq: number;
  readonly previous: string;
  readonly mac: string;
}

export interface AuditFilter {
  /** A name, an id, `slack:U123`, or the name of a person of the policy. */
  readonly person?: string | undefined;
  /** Rows with one of these targets, or with this word in their line. */
  readonly machine?: { readonly word: string; readonly targets: readonly string[] } | undefined;
  readonly event?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly task?: number | undefined;
}

export interface AuditPage {
  readonly limit: number;
  /** Those that stand before, or after, the row of this number. */
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  /** Newest first when absent. */
  readonly oldestFirst?: boolean | undefined;
}

export interface VerifyOptions {
  /** Heads that a log or another witness has. */
  readonly heads: readonly Head[];
  readonly signal: AbortSignal;
}

export interface VerifyReport {
  readonly chains: readonly ChainReport[];
  /** The first of them; `more` are not told one by one. */
  readonly findings: readonly Finding[];
  readonly more: number;
  readonly anchors: number;
}

/** What commands may ask of the audit. */
export interface AuditTrail {
  list(filter: AuditFilter, page: AuditPage): Promise<readonly AuditInfo[]>;
  /** Throws `not-found`. */
  show(id: number): Promise<AuditInfo>;
  /** Reads all of it once. */
  verify(options: VerifyOptions): Promise<VerifyReport>;
}
