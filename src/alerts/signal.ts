import type { Selectable } from '../inventory/selector.ts';

/** What is watched: a host, or a machine on one. */
export interface Subject extends Selectable {
  /** Stays the same for its whole life, on whichever host it is: `kvm/machine/…`. */
  readonly key: string;
  readonly kind: 'host' | 'machine';
}

/**
 * What can be wrong, as a figure that grows with the trouble. `share` is 0 to 1, `flag` is 0 or 1, `ratio` has no upper
 * end.
 */
export const signals = {
  'machine-cpu': { kind: 'machine', unit: 'share', words: 'CPU of a machine' },
  'machine-memory': { kind: 'machine', unit: 'share', words: 'memory of a machine' },
  'machine-paused': { kind: 'machine', unit: 'flag', words: 'paused on an I/O error' },
  'machine-crashed': { kind: 'machine', unit: 'flag', words: 'crashed' },
  'machine-silent': { kind: 'machine', unit: 'flag', words: 'its figures cannot be read' },
  'host-cpu': { kind: 'host', unit: 'share', words: 'CPU of a host' },
  'host-memory': { kind: 'host', unit: 'share', words: 'memory of a host' },
  'host-load': { kind: 'host', unit: 'ratio', words: 'load of a host, per core' },
  'host-lost': { kind: 'host', unit: 'flag', words: 'host does not answer' },
} as const satisfies Readonly<Record<string, SignalInfo>>;

export interface SignalInfo {
  readonly kind: Subject['kind'];
  readonly unit: 'share' | 'ratio' | 'flag';
  readonly words: string;
}

export type SignalName = keyof typeof signals;

/** Every name, in the order above. */
export const signalNames = Object.keys(signals) as readonly SignalName[];
