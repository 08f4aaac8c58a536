import { type Files, seedFiles } from './disk.ts';

/** A program that was started in a guest: what it says is known at once, its end not before `endsAt`. */
export interface Process {
  readonly pid: number;
  readonly argv: readonly string[];
  /** Milliseconds of the guest's life. */
  readonly startedAt: number;
  readonly endsAt: number;
  readonly exitCode: number;
  readonly signal?: number | undefined;
  /** One character a byte. */
  readonly out: string;
  readonly err: string;
}

/** What is in a machine: a value, every change makes a new one, so a snapshot of it is itself. */
export interface Inside {
  /** `nothing`: an empty disk, no system to boot. */
  readonly system: 'linux' | 'nothing';
  readonly files: Files;
  readonly processes: readonly Process[];
  /** Milliseconds it had lived when its QEMU was started: more than 0 once it slept. */
  readonly livedMs: number;
  /** Its clock is behind by so much. */
  readonly clockLagMs: number;
  /** When it fell asleep, where it sleeps. */
  readonly sleptAt?: number | undefined;
}

export function freshInside(name: string, system: Inside['system'] = 'linux'): Inside {
  const files = system === 'linux' ? seedFiles(name) : {};
  return { system, files, processes: [], livedMs: 0, clockLagMs: 0 };
}

/** After its power is gone: what was on its disk. */
export function poweredOff({ system, files }: Inside): Inside {
  return { system, files, processes: [], livedMs: 0, clockLagMs: 0 };
}

/** What of a guest's time matters here. */
export interface Lifetime {
  readonly startedAt: number;
  readonly pausedAt: number | undefined;
  readonly pausedMs: number;
  readonly inside: Inside;
}

/** Milliseconds it has been alive since its boot; stands still while it is paused. */
export function lifeOf(guest: Lifetime, now: number): number {
  const { startedAt, pausedAt, pausedMs, inside } = guest;
  return inside.livedMs + (pausedAt ?? now) - startedAt - pausedMs;
}

/** With its memory, as a hibernation or a snapshot with RAM keeps it. */
export function asleep(guest: Lifetime, now: number): Inside {
  return { ...guest.inside, livedMs: lifeOf(guest, now), sleptAt: now };
}

/** It goes on where it was, and does not know how late it is. */
export function awake(inside: Inside, now: number): Inside {
  const { sleptAt = now, ...rest } = inside;
  return { ...rest, clockLagMs: rest.clockLagMs + now - sleptAt };
}
