import { between, dice } from './dice.ts';
import type { Seed } from './fleet.ts';
import type { State } from './state.ts';

const MINUTE = 60_000;

/** Smooth figures that look like life: the same for the same machine and moment, in every process. */
export interface Life {
  readonly cpuFraction: number;
  readonly memoryUsedBytes: number;
  readonly load: readonly [number, number, number];
  readonly diskUsedBytes: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

export function life(seed: Seed, state: State, now: number): Life {
  const upMs = Math.max(0, now - state.bootedAt);
  const busy = (minutes: number) => average(seed.name, now, minutes);
  const memory = between(0.25, 0.6, seed.name, 'memory') + 0.1 * wave(seed.name, now, 47);
  const bytesPerMs = between(2, 60, seed.name, 'net');
  return {
    cpuFraction: busy(0),
    memoryUsedBytes: Math.round(seed.memoryBytes * memory),
    load: [busy(1) * seed.cpus, busy(5) * seed.cpus, busy(15) * seed.cpus],
    diskUsedBytes: Math.round(seed.diskBytes * between(0.1, 0.6, seed.name, 'disk')),
    receivedBytes: Math.round(bytesPerMs * upMs),
    sentBytes: Math.round(bytesPerMs * upMs * between(0.2, 3, seed.name, 'sent')),
  };
}

/** The share of its CPUs, over the last minutes: more of them make it smoother. */
function average(name: string, now: number, minutes: number): number {
  const base = usualCpu(name);
  const calm = 1 / (1 + minutes);
  const waves = wave(name, now - minutes * 0.5 * MINUTE, 11) + calm * wave(name, now, 0.7);
  return Math.min(1, Math.max(0.005, base * (1 + 0.45 * waves)));
}

/** What it takes of its CPUs on the whole. */
export function usualCpu(name: string): number {
  return between(0.02, 0.35, name, 'cpu');
}

/** A slow swing between -1 and 1 with its own start for every name. */
function wave(name: string, now: number, periodMinutes: number): number {
  const turn = now / (periodMinutes * MINUTE) + dice(name, String(periodMinutes));
  return Math.sin(turn * 2 * Math.PI);
}
