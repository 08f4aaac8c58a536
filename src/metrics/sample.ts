/** What was measured of one thing at one moment. What is not known is absent. */
export interface Figures {
  /** Share of all its CPUs, 0 to 1. */
  readonly cpu?: number | undefined;
  /** Bytes in use, and of how many. */
  readonly memory?: number | undefined;
  readonly memoryOf?: number | undefined;
  /** The load average over one minute. */
  readonly load?: number | undefined;
  /** Bytes a second, of all its networks and all its disks. */
  readonly received?: number | undefined;
  readonly sent?: number | undefined;
  readonly read?: number | undefined;
  readonly written?: number | undefined;
}

/** The names of the figures, in the order in which they are stored. */
export const figureNames = [
  'cpu',
  'memory',
  'memoryOf',
  'load',
  'received',
  'sent',
  'read',
  'written',
] as const satisfies readonly (keyof Figures)[];

/** A host or a machine, as it is known by its site. */
export interface Thing {
  readonly site: string;
  readonly kind: 'host' | 'machine';
  /** The platform's id of a machine, the name of a host. */
  readonly id: string;
  /** What tells a machine from an earlier one with the same id; empty where its site does not say. */
  readonly birth: string;
  readonly name: string;
  readonly host: string;
  readonly tags: readonly string[];
  readonly cpus?: number | undefined;
}

/** A thing with the number under which its figures are kept. */
export interface Series extends Thing {
  readonly number: number;
}

export interface Sample extends Figures {
  readonly series: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Means over the time from `at` on, as long as the step of its answer; `cpuMost` is the most that was seen in it. */
export interface Point extends Figures {
  readonly at: number;
  readonly cpuMost?: number | undefined;
}

export interface PastQuery {
  readonly series: readonly number[];
  /** Milliseconds since the epoch: from (in) to (out). */
  readonly from: number;
  readonly to: number;
}

export interface Past {
  /** Milliseconds between two points that follow each other; more between two is a gap. */
  readonly stepMs: number;
  /** Oldest first, for each series that has any. */
  readonly points: ReadonlyMap<number, readonly Point[]>;
}
