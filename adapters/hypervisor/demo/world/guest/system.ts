import { between } from '../dice.ts';
import type { Seed } from '../fleet.ts';
import { life } from '../life.ts';
import type { Shell } from './shell.ts';

export const kernel = '6.12.48+deb13-amd64';

/** The guest's own time: behind the host's after a rollback, until somebody sets it. */
export function clock({ now, state }: Shell): number {
  return now - state.clockLag;
}

export interface GuestProgram {
  readonly pid: number;
  readonly name: string;
  /** Share of one CPU. */
  readonly cpuFraction: number;
  readonly memoryBytes: number;
}

const everywhere = ['systemd', 'systemd-journal', 'systemd-network', 'cron', 'sshd', 'qemu-ga'];

const ownWork: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^web/, ['nginx', 'php-fpm', 'php-fpm']],
  [/^db/, ['postgres', 'postgres', 'postgres']],
  [/^dns/, ['unbound']],
  [/^mail/, ['master', 'dovecot', 'rspamd']],
  [/^git/, ['gitea']],
  [/^build/, ['act_runner', 'cc1plus', 'cc1plus', 'ld']],
  [/^lab/, ['code-server', 'python3']],
];

/** What runs in the guest: its own work takes nearly all of its CPU and memory. */
export function processes({ seed, state, now }: Shell): readonly GuestProgram[] {
  const work = workOf(seed);
  const { cpuFraction, memoryUsedBytes } = life(seed, state, now);
  return [...everywhere, ...work].map((name, index) => {
    const mine = index >= everywhere.length;
    const weight = mine ? between(0.5, 0.9, seed.name, name, String(index)) / work.length : 0.004;
    return {
      pid: index === 0 ? 1 : 180 + 37 * index,
      name,
      cpuFraction: cpuFraction * seed.cpus * weight,
      memoryBytes: Math.round(memoryUsedBytes * weight),
    };
  });
}

function workOf(seed: Seed): readonly string[] {
  return ownWork.find(([fits]) => fits.test(seed.name))?.[1] ?? ['bash'];
}
