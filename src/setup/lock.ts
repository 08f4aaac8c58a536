import { hash } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { BotError } from '../errors.ts';

const Holder = z.object({
  pid: z.int(),
  /** When that process began, in the kernel's own count; tells it from a later one with the same number. */
  began: z.string().optional(),
  user: z.string(),
  since: z.string(),
});
type Holder = z.infer<typeof Holder>;

/** Others may come and go between two looks; what is still there then is no file of ours. */
const ATTEMPTS = 100;
/** Milliseconds for somebody else to clear a lock away. */
const CLEARING = 20;

/**
 * One set-up at a time for a configuration. What a killed one left is recognised and removed. Throws `busy`, and
 * `invalid` where the directory cannot be written to.
 */
export async function takeLock(path: string, user: string): Promise<() => Promise<void>> {
  const own: Holder = {
    pid: process.pid,
    began: await beginOf(process.pid),
    user,
    since: new Date().toISOString(),
  };
  const text = JSON.stringify(own);
  const fresh = `${path}.${process.pid}`;
  try {
    await writeFile(fresh, text, { mode: 0o600 });
  } catch (cause) {
    throw new BotError('invalid', `Nothing can be written in ${dirname(path)}: ${reason(cause)}`, {
      hint: 'Give this user the right to write there, or name another place with --config.',
      cause,
    });
  }
  try {
    // A link is made whole or not at all, and only where nothing stands.
    for (let count = 0; !(await linked(fresh, path)); count += 1) {
      if (count === ATTEMPTS) throw inTheWay(path);
      await clearStale(path, fresh);
    }
  } finally {
    await rm(fresh, { force: true });
  }
  return async () => {
    if ((await content(path)) === text) await rm(path, { force: true });
  };
}

function inTheWay(path: string): BotError {
  return new BotError('busy', `${path} is in the way, and is no lock of a set-up`, {
    hint: 'Look what it is, and move it away.',
  });
}

async function linked(fresh: string, path: string): Promise<boolean> {
  try {
    await link(fresh, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Throws `busy` while its holder lives. Of many that find the same one left, whoever has the claim on its text takes it
 * away: in between nobody else does, so that it is not the lock of somebody who has come meanwhile.
 */
async function clearStale(path: string, own: string): Promise<void> {
  const text = await content(path);
  if (text === undefined) return;
  const holder = parse(text);
  if (holder && (await isAlive(holder))) {
    const { pid, user, since } = holder;
    throw new BotError(
      'busy',
      `Another set-up is open here: process ${pid} of ${user}, since ${since}`,
      {
        hint: `Finish or leave that one first. ${path} goes with it.`,
      },
    );
  }
  const claim = `${path}.stale-${hash('sha256', text).slice(0, 16)}`;
  if (!(await linked(own, claim))) return untilCleared(claim);
  try {
    if ((await content(path)) === text) await rm(path, { force: true });
  } finally {
    await rm(claim, { force: true });
  }
}

/** Somebody else is at it, unless that one was killed too. */
async function untilCleared(claim: string): Promise<void> {
  const text = await content(claim);
  const other = text === undefined ? undefined : parse(text);
  if (text !== undefined && !(other && (await isAlive(other)))) await rm(claim, { force: true });
  await pause(CLEARING);
}

function parse(text: string): Holder | undefined {
  try {
    return Holder.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

async function isAlive({ pid, began }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) !== 'EPERM') return false;
  }
  return began === undefined || began === (await beginOf(pid));
}

/** Field 22 of https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html; nothing on other systems. */
async function beginOf(pid: number): Promise<string | undefined> {
  const stat = await content(`/proc/${pid}/stat`);
  return stat
    ?.slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .at(19);
}

function content(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
