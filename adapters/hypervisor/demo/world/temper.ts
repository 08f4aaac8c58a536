import { between, dice } from './dice.ts';

/** What makes one machine's figures its own, drawn once from its name. */
export interface Temper {
  /** Shares that it takes on the whole. */
  readonly cpu: number;
  readonly memory: number;
  readonly disk: number;
  readonly receivedBytesPerMs: number;
  readonly sentBytesPerMs: number;
  /** Where its swings begin, 0 to 1. */
  readonly phase: number;
}

export function temper(name: string): Temper {
  const received = between(2, 60, name, 'received');
  return {
    cpu: between(0.02, 0.35, name, 'cpu'),
    memory: between(0.25, 0.6, name, 'memory'),
    disk: between(0.1, 0.6, name, 'disk'),
    receivedBytesPerMs: received,
    sentBytesPerMs: received * between(0.2, 3, name, 'sent'),
    phase: dice(name, 'phase'),
  };
}
