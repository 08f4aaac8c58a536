import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  rmdirSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Drive, fromWindows } from './paths.ts';

const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64');

/** What the scripts for folders say, a line each; undefined for another script. */
export function folderLines(
  name: string | undefined,
  [first = '', second = '', ...more]: readonly string[],
  drive: Drive,
): readonly string[] | undefined {
  const all = [first, second, ...more].map((path) => fromWindows(path, drive));
  const [path = ''] = all;
  if (name === 'list')
    return files(path).map((one) => `${base64(windowsPath(one, drive))} ${statSync(one).size}`);
  if (name === 'head') return head(path, Number(second));
  if (name === 'room') return room(path);
  if (name === 'remove') return all.filter((one) => one !== '').flatMap(remove);
  if (name === 'held')
    return all.filter((one) => one !== '').map((one) => (isHeld(one) ? 'held' : '-'));
  if (name !== 'empty') return undefined;
  empty(path);
  return [];
}

/** A name of a file holds no quote on Windows; the lab's do, and keep it. */
function windowsPath(path: string, { folder, as }: Drive): string {
  return path.startsWith(`${folder}/`)
    ? as + path.slice(folder.length).replaceAll('/', '\\')
    : path;
}

function files(folder: string): readonly string[] {
  return entries(folder).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : entry.isFile() ? [path] : [];
  });
}

function entries(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function head(path: string, bytes: number): readonly string[] {
  try {
    const file = openSync(path, 'r');
    const read = Buffer.alloc(bytes);
    const count = readSync(file, read, 0, bytes, 0);
    closeSync(file);
    return [base64(read.subarray(0, count))];
  } catch {
    return [];
  }
}

function room(folder: string): readonly string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  const { blocks, bavail, bsize } = statfsSync(folder);
  return [`${blocks * bsize} ${bavail * bsize}`];
}

function remove(path: string): readonly string[] {
  try {
    rmSync(path, { force: true });
    return [];
  } catch (error) {
    return [base64(String(error))];
  }
}

function empty(folder: string): void {
  for (const entry of entries(folder)) if (entry.isDirectory()) empty(join(folder, entry.name));
  try {
    rmdirSync(folder);
  } catch {
    // It holds something.
  }
}

/** Linux shares what Windows does not: here it is whoever has it open to write (proc_pid_fdinfo(5)). */
function isHeld(path: string): boolean {
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return numbers.some((pid) => descriptors(pid).some((fd) => isWriter(`/proc/${pid}`, fd, path)));
}

function descriptors(pid: string): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`);
  } catch {
    return [];
  }
}

function isWriter(process: string, fd: string, path: string): boolean {
  try {
    if (readlinkSync(`${process}/fd/${fd}`) !== path) return false;
    const flags = /^flags:\s+(\d+)/m.exec(readFileSync(`${process}/fdinfo/${fd}`, 'utf8'))?.[1];
    return (Number.parseInt(flags ?? '0', 8) & 3) !== 0;
  } catch {
    return false;
  }
}
