import type { Seed } from './fleet.ts';
import type { State } from './state.ts';
import type { Temper } from './temper.ts';

const MINUTE = 60_000;
const MIB = 1024 ** 2;

/** Smooth figures that look like life: the same for the same machine and moment, in every process. */
interface Life {
  readonly cpuFraction: number;
  readonly memoryUsedBytes: number;
  readonly load: readonly [number, number, number];
  readonly diskUsedBytes: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
  readonly receivedBytesPerSecond: number;
  readonly sentBytesPerSecond: number;
  readonly readBytesPerSecond: number;
  readonly writtenBytesPerSecond: number;
}

export function life(seed: Seed, state: State, now: number): Life {
  const { temper } = seed;
  const upMs = Math.max(0, now - state.bootedAt);
  const busy = (minutes: number) => average(temper, now, minutes);
  const memory = temper.memory + 0.1 * wave(temper, now, 47);
  return {
    cpuFraction: busy(0),
    memoryUsedBytes: Math.round(seed.memoryBytes * memory),
    load: [busy(1) * seed.cpus, busy(5) * seed.cpus, busy(15) * seed.cpus],
    diskUsedBytes: Math.round(seed.diskBytes * temper.disk),
    receivedBytes: Math.round(upMs * temper.receivedBytesPerMs),
    sentBytes: Math.round(upMs * temper.sentBytesPerMs),
    receivedBytesPerSecond: Math.round(1_000 * temper.receivedBytesPerMs),
    sentBytesPerSecond: Math.round(1_000 * temper.sentBytesPerMs),
    // Whoever works more reads and writes more.
    readBytesPerSecond: Math.round(busy(0) * 3 * MIB),
    writtenBytesPerSecond: Math.round(busy(1) * MIB),
  };
}

/** The share of its CPUs, over the last minutes: more of them make it smoother. */
function average(temper: Temper, now: number, minutes: number): number {
  const calm = 1 / (1 + minutes);
  const waves = wave(temper, now - minutes * 0.5 * MINUTE, 11) + calm * wave(temper, now, 0.7);
  return Math.min(1, Math.max(0.005, temper.cpu * (1 + 0.45 * waves)));
}

/** A slow swing between -1 and 1. */
function wave({ phase }: Temper, now: number, periodMinutes: number): number {
  return Math.sin((now / (periodMinutes * MINUTE) + phase * periodMinutes) * 2 * Math.PI);
}
