import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Of the kernel's clock, in which /proc counts: `getconf CLK_TCK`, 100 on every Linux that Node runs on. */
const TICKS = 100;

/**
 * Milliseconds of processor time that the PostgreSQL of that data directory has used: its postmaster, those of its
 * processes that run, and those that have ended. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
export async function serverMs(postmaster: number): Promise<number> {
  const all = await Promise.all((await readdir('/proc')).map(statOf));
  const own = all.filter((one) => one?.pid === postmaster || one?.parent === postmaster);
  return own.reduce((sum, one) => sum + (one?.ms ?? 0), 0);
}

/** The first line of its own file: https://www.postgresql.org/docs/18/storage-file-layout.html */
export async function postmasterOf(directory: string): Promise<number> {
  const files = await readdir(directory, { recursive: true });
  const file = files.find((path) => path.endsWith('postmaster.pid'));
  if (file === undefined) throw new Error(`no PostgreSQL runs in ${directory}`);
  return Number((await readFile(join(directory, file), 'utf8')).split('\n')[0]);
}

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly ms: number;
}

async function statOf(name: string): Promise<Stat | undefined> {
  if (!/^\d+$/.test(name)) return undefined;
  const text = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
  // A name may hold brackets and spaces: what follows its last bracket are figures.
  const [, parent, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = rest.slice(9, 13).map(Number);
  if (parent === undefined || ticks.length < 4) return undefined;
  const ms = (ticks.reduce((sum, one) => sum + one, 0) * 1_000) / TICKS;
  return { pid: Number(name), parent: Number(parent), ms };
}
