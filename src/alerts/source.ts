import type { Host, Machine } from '../hypervisor.ts';
import type { SignalName, Subject } from './rules/signal.ts';

/** One value of one signal. */
export interface Reading {
  readonly subject: Subject;
  readonly signal: SignalName;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Absent: it is there, and nobody knows how it does. What fires of it goes on. */
  readonly value?: number | undefined;
}

export interface SourceAsk {
  readonly site: string;
  readonly hosts: readonly Host[];
  readonly machines: readonly Machine[];
  readonly now: number;
  readonly signal: AbortSignal;
}

/**
 * Knows figures of a site beside what is measured every few seconds: how full its storages are, what became of tasks,
 * how late a backup is. Asked by whoever polls the site, in its own time.
 */
export interface Source {
  readonly signals: readonly SignalName[];
  /** Milliseconds between two questions; the same place gives readings for as long as something is true. */
  readonly everyMs: number;
  /** What is left out is not there any more, and over; where it throws, its signals have no data this time. */
  read(ask: SourceAsk): Promise<readonly Reading[]>;
}
