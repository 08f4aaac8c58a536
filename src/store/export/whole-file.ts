import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { BotError } from '../../errors.ts';

/**
 * Makes a file that only its owner can read, and that is there whole or not at all: it is written under another name
 * beside its own. What a process that was killed at it left there is removed. Throws `conflict` where a file of that
 * name is, `failed` where it cannot be written.
 */
export async function writeWhole(
  path: string,
  fill: (file: Writable) => Promise<void>,
): Promise<void> {
  if (await stat(path).catch(() => undefined)) {
    throw new BotError('conflict', `${path} is already there`, {
      hint: 'Nothing was written. Name another file.',
    });
  }
  const part = `${path}.part-${process.pid}`;
  try {
    await removeParts(dirname(path), (name) => name === basename(path));
    const file = await open(part, 'wx', 0o600);
    await fill(file.createWriteStream({ flush: true }));
    await rename(part, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    await rm(part, { force: true });
    throw inWords(path, error);
  }
}

/** Removes what processes that are gone left unfinished in a folder, of those files: others have parts too. */
export async function removeParts(
  directory: string,
  isOurs: (whole: string) => boolean,
): Promise<void> {
  for (const name of await readdir(directory)) {
    const [, whole = '', pid] = /^(.*)\.part-(\d+)$/.exec(name) ?? [];
    if (pid === undefined || !isOurs(whole) || isAlive(Number(pid))) continue;
    await rm(join(directory, name), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return pid !== process.pid && process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  await directory.sync().finally(() => directory.close());
}

function inWords(path: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new BotError('failed', `The disk that should hold ${path} is full`, {
      hint: 'Nothing was left there. Make room, or name a file on another disk.',
      cause: error,
    });
  }
  if (!/^(ENOENT|EACCES|EROFS|ENOTDIR|EPERM|EISDIR|ENAMETOOLONG)$/.test(code)) return error;
  return new BotError('invalid', `${path} cannot be written: ${(error as Error).message}`, {
    hint: 'Name a file in a folder that is there and may be written to.',
    cause: error,
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
