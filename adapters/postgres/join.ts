import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { BotError } from '../../src/errors.ts';
import type { Log } from '../../src/log.ts';
import { installBinaries, removeOtherBinaries } from './binaries.ts';
import { ensureCluster, writeAccessRules } from './cluster.ts';
import { type Ended, type Launched, launch } from './launch.ts';
import { enter, type NotNow } from './membership.ts';
import { isServer, readLock, removeStaleLocks } from './postmaster.ts';
import type { Server } from './server.ts';
import { startFailure } from './start-failure.ts';

const POLL_MS = 5;
/** Each try of a joiner costs a starting server a process. */
const LONGEST_PAUSE_MS = 100;
const TELL_MS = 2_000;
/** How long to wait for a leaver, for a server that does not listen yet, and for repair after a crash. */
const patience: Readonly<Record<NotNow, number>> = {
  leaving: 60_000,
  absent: 60_000,
  starting: 10 * 60_000,
};

export interface JoinOptions {
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Connects as a member, starting the server if none runs. A server that goes down, because its last member
 * just left, is waited for and started again; one that recovers from a crash is waited for. Throws `failed`,
 * `conflict`, `unsupported`, `invalid` or `timeout`.
 */
export async function join(server: Server, { log, signal }: JoinOptions): Promise<pg.Client> {
  const began = Date.now();
  let told = false;
  for (let pause = POLL_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    signal.throwIfAborted();
    const member = await enter(server);
    if (typeof member === 'object') return member;
    const waited = Date.now() - began;
    if (waited > patience[member]) throw noAnswer(server);
    if (waited > TELL_MS && !told) {
      log.info({ state: member }, 'waiting for the embedded PostgreSQL');
      told = true;
    }
    if (member !== 'absent' || !(await start(server, signal))) await sleep(pause);
  }
}

/** Starts the server; false where that has to wait, since one is starting or stopping. */
async function start(server: Server, signal: AbortSignal): Promise<boolean> {
  const lock = await readLock(server.places.cluster);
  if (lock && (await isServer(lock.pid, server))) return false;
  const bin = await prepare(server, signal);
  const launched = await launch(server, bin);
  const ended = await readyOrEnded(server, launched, signal);
  if (!ended) await removeOtherBinaries(server.places.root, bin);
  else if (ended.failed) await afterFailure(server, ended.written);
  return ended === undefined;
}

async function prepare(server: Server, signal: AbortSignal): Promise<string> {
  try {
    const bin = await installBinaries(server.places.root);
    await ensureCluster(server, bin, signal);
    await writeAccessRules(server);
    return bin;
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof BotError ? error : await startFailure(server, String(error), error);
  }
}

/** How the process ended; `undefined` when it serves. */
async function readyOrEnded(
  { places }: Server,
  launched: Launched,
  signal: AbortSignal,
): Promise<Ended | undefined> {
  let ended: Ended | undefined;
  void launched.ended.then((end) => {
    ended = end;
  });
  while (ended === undefined) {
    signal.throwIfAborted();
    const lock = await readLock(places.cluster);
    if (lock?.pid === launched.pid && lock?.ready) return undefined;
    await sleep(POLL_MS);
  }
  return ended;
}

/** Another process may have been faster, which is no failure; the lock may be a relic. */
async function afterFailure(server: Server, written: string): Promise<void> {
  // A backend outlives a killed server for a moment; the next try finds it gone.
  if (/pre-existing shared memory block .* is still in use/.test(written)) return;
  if (/lock file ".*" (?:already exists|is empty)/.test(written)) {
    await sleep(POLL_MS);
    await removeStaleLocks(server);
    return;
  }
  throw await startFailure(server, written);
}

function noAnswer({ places }: Server): BotError {
  return new BotError('timeout', 'The embedded PostgreSQL does not answer', {
    hint: `Its log is ${places.log}, its process is named in ${places.cluster}/postmaster.pid.`,
  });
}
