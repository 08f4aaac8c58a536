import { between } from '../dice.ts';
import type { Seed } from '../fleet.ts';
import { life } from '../life.ts';
import type { Shell } from './shell.ts';

export const kernel = '6.12.48+deb13-amd64';

/** The guest's own time: behind the host's after a rollback, until somebody sets it. */
export function clock({ now, state }: Shell): number {
  return now - state.clockLag;
}

interface GuestProgram {
  readonly pid: number;
  readonly name: string;
  /** Its part of all the CPU time and memory that the guest takes. */
  readonly part: number;
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
export function processes(seed: Seed): readonly GuestProgram[] {
  const work = ownWork.find(([fits]) => fits.test(seed.name))?.[1] ?? ['bash'];
  return [...everywhere, ...work].map((name, index) => ({
    pid: index === 0 ? 1 : 180 + 37 * index,
    name,
    part:
      index < everywhere.length
        ? 0.004
        : between(0.5, 0.9, seed.name, name, String(index)) / work.length,
  }));
}

/** The table of `df -P -k`. */
export function fileSystemTable({ seed, state, now }: Shell): string {
  const root = life(seed, state, now).diskUsedBytes;
  return [
    'Filesystem     1024-blocks      Used Available Capacity Mounted on',
    fileSystem('/dev/sda1', '/', { total: seed.diskBytes, used: root }),
    ...(seed.scratch
      ? [fileSystem('/dev/sdb1', '/scratch', { total: 2 * seed.diskBytes, used: root / 2 })]
      : []),
    '',
  ].join('\n');
}

function fileSystem(
  device: string,
  mount: string,
  bytes: { readonly total: number; readonly used: number },
): string {
  const [total, used] = [Math.round(bytes.total / 1024), Math.round(bytes.used / 1024)];
  const figures = [total, used, total - used].map((value) => String(value).padStart(11)).join('');
  return `${device.padEnd(15)}${figures} ${Math.ceil((100 * used) / total)}% ${mount}`;
}
