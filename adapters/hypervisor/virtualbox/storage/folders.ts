import { open, readdir, rm, rmdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { BotError } from '../../../../src/errors.ts';
import type { Reach } from '../reach.ts';
import { windowsFolders } from '../windows/folders.ts';

/** Folders of the host that VirtualBox is on: what lies in them, and what is taken away from there. */
export interface Folders {
  /** Every file in the folder and below it; none where it is not there. */
  list(folder: string, signal: AbortSignal): Promise<readonly FileEntry[]>;
  /** The first bytes of a file; none where it cannot be read. */
  head(path: string, bytes: number, signal: AbortSignal): Promise<Buffer>;
  /** The space of what the folder lies on; absent where that cannot be told. */
  room(folder: string, signal: AbortSignal): Promise<Room | undefined>;
  /** Removes files; one that is gone already is no mistake. Throws `failed` where one cannot be removed. */
  remove(paths: readonly string[], signal: AbortSignal): Promise<void>;
  /** Removes the folder and those in it, as far as they are empty. */
  removeEmpty(folder: string, signal: AbortSignal): Promise<void>;
}

export interface FileEntry {
  readonly path: string;
  readonly bytes: number;
}

export interface Room {
  readonly capacityBytes: number;
  readonly freeBytes: number;
}

export function foldersOf(reach: Pick<Reach, 'remote' | 'run' | 'script' | 'os'>): Folders {
  return reach.remote ? remoteFolders(reach) : localFolders;
}

function remoteFolders({ run, script, os }: Pick<Reach, 'run' | 'script' | 'os'>): Folders {
  const [posix, windows] = [posixFolders(run), windowsFolders(script)];
  const there = async (signal: AbortSignal) => ((await os(signal)) === 'windows' ? windows : posix);
  return {
    list: async (folder, signal) => (await there(signal)).list(folder, signal),
    head: async (path, bytes, signal) => (await there(signal)).head(path, bytes, signal),
    room: async (folder, signal) => (await there(signal)).room(folder, signal),
    remove: async (paths, signal) => (await there(signal)).remove(paths, signal),
    removeEmpty: async (folder, signal) => (await there(signal)).removeEmpty(folder, signal),
  };
}

const localFolders: Folders = { list, head, room, remove, removeEmpty };

async function list(folder: string, signal: AbortSignal): Promise<readonly FileEntry[]> {
  signal.throwIfAborted();
  // Each by itself: a folder that goes meanwhile, as that of a machine which is deleted, hides no other.
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries.map(async (entry): Promise<readonly FileEntry[]> => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return list(path, signal);
      const seen = entry.isFile() ? await stat(path).catch(() => undefined) : undefined;
      return seen === undefined ? [] : [{ path, bytes: seen.size }];
    }),
  );
  return found.flat();
}

async function head(path: string, bytes: number, signal: AbortSignal): Promise<Buffer> {
  signal.throwIfAborted();
  const file = await open(path).catch(() => undefined);
  try {
    const read = await file?.read(Buffer.alloc(bytes), 0, bytes, 0);
    return read?.buffer.subarray(0, read.bytesRead) ?? Buffer.alloc(0);
  } finally {
    await file?.close();
  }
}

async function room(folder: string, signal: AbortSignal): Promise<Room | undefined> {
  signal.throwIfAborted();
  const seen = await statfs(folder).catch(() => undefined);
  if (seen === undefined) return undefined;
  return { capacityBytes: seen.blocks * seen.bsize, freeBytes: seen.bavail * seen.bsize };
}

async function remove(paths: readonly string[], signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  for (const path of paths) {
    await rm(path, { force: true }).catch((error: Error) => {
      throw new BotError('failed', error.message);
    });
  }
}

async function removeEmpty(folder: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.filter((each) => each.isDirectory())) {
    await removeEmpty(join(folder, entry.name), signal);
  }
  // One that holds something stays.
  await rmdir(folder).catch(() => undefined);
}

/** Milliseconds for a look at some thousand files. */
const LIMIT = 15_000;

/** Names go over standard input and come back with a NUL behind each; see find(1), stat(1) and rm(1) of GNU. */
function posixFolders(run: Reach['run']): Folders {
  const tell = (script: string, paths: readonly string[], signal: AbortSignal) => {
    const input = paths.map((path) => `${path}\0`).join('');
    return run(['sh', '-c', script], { signal, timeoutMs: LIMIT, input });
  };
  return {
    async list(folder, signal) {
      const words = (await tell(listScript, [folder], signal)).stdout.split('\0');
      return words.flatMap((path, at) => {
        const bytes = words[at + 1];
        return at % 2 !== 0 || bytes === undefined ? [] : [{ path, bytes: Number(bytes) }];
      });
    },
    async head(path, bytes, signal) {
      const { stdout } = await tell(headScript(bytes), [path], signal);
      return Buffer.from(stdout, 'base64');
    },
    async room(folder, signal) {
      const { stdout } = await tell(roomScript, [folder], signal);
      const [, unit, all, free] = /^(\d+) (\d+) (\d+)$/m.exec(stdout) ?? [];
      if (free === undefined) return undefined;
      return {
        capacityBytes: Number(all) * Number(unit),
        freeBytes: Number(free) * Number(unit),
      };
    },
    async remove(paths, signal) {
      if (paths.length === 0) return;
      const { exitCode, stderr } = await tell(removeScript, paths, signal);
      if (exitCode !== 0) throw new BotError('failed', stderr.trim() || 'rm failed');
    },
    async removeEmpty(folder, signal) {
      await tell(emptyScript, [folder], signal);
    },
  };
}

const listScript = `xargs -0 sh -c 'exec find "$1" -type f -printf "%p\\0%s\\0"' sh`;
const headScript = (bytes: number) => `xargs -0 head -c ${bytes} -- | base64`;
const roomScript = `xargs -0 stat --file-system --format '%S %b %a' --`;
const removeScript = 'xargs -0 rm -f --';
const emptyScript = `xargs -0 sh -c 'exec find "$1" -depth -type d -empty -delete' sh`;
