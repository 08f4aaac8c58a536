import type { Tone } from '../card.ts';
import { bytesOf, count } from '../format.ts';
import type { TaskCounts } from '../guest/processes.ts';
import type { Amount } from '../guest/system.ts';

/** `128 of 1024 MiB`; a system without any says so. */
export function swapWords(swap: Amount | undefined): string {
  return swap?.total === 0 ? 'none' : bytesOf(swap?.used, swap?.total);
}

/** `312, 845 threads, 3 running`, as htop counts them. */
export function taskWords({ total, threads, running }: TaskCounts): string {
  return `${total}, ${count(threads, 'thread')}, ${running} running`;
}

/** More waiting work than CPUs, over five minutes, needs a look. */
export function loadTone(
  averages: readonly number[] | undefined,
  cpus: number | undefined,
): Tone | undefined {
  const middle = averages?.[1];
  return middle !== undefined && cpus !== undefined && middle > cpus ? 'warning' : undefined;
}
