import type { Host, Machine } from '../hypervisor.ts';

/** What the platform itself has kept of the past, also of the time before the bot was there. */
export interface History {
  /** Oldest first, no further apart than the platform keeps them for that span. */
  machine(machine: Machine, span: Span, signal: AbortSignal): Promise<readonly HistoryPoint[]>;
  host(host: Host, span: Span, signal: AbortSignal): Promise<readonly HistoryPoint[]>;
}

/** Milliseconds since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Means over the time up to the next point; a figure nobody measured is absent. */
export interface HistoryPoint {
  readonly at: number;
  readonly cpuFraction?: number | undefined;
  readonly memoryUsedBytes?: number | undefined;
  readonly receivedBytesPerSecond?: number | undefined;
  readonly sentBytesPerSecond?: number | undefined;
  readonly readBytesPerSecond?: number | undefined;
  readonly writtenBytesPerSecond?: number | undefined;
}
