import { BotError } from '../../errors.ts';
import { bytes as inWords } from '../../format.ts';
import type { GuestChannel, GuestResult } from '../../hypervisor/guest.ts';
import type { Machine } from '../../hypervisor.ts';
import { type Side, sideOf } from '../side.ts';
import {
  type FileFacts,
  type Rights,
  readFacts,
  readRights,
  readSum,
  readUnpacks,
} from './answers.ts';
import { packed } from './packed.ts';
import { refusalOf } from './refusals.ts';
import {
  addScript,
  codes,
  PIECE,
  piecePath,
  pieceScript,
  placedScript,
  placeScript,
  roomScript,
  sourceScript,
  sweepScript,
} from './scripts.ts';

/** The most bytes of one file: it goes through the bot, and an agent takes a fraction of a megabyte a second. */
const MOST_BYTES = 256 * 1024 ** 2;

/** A file of a guest, or the place of one. */
export interface CopyEnd {
  readonly side: Side;
  readonly channel: GuestChannel;
  readonly machine: Machine;
  readonly label: string;
  readonly path: string;
}

export interface Source extends FileFacts {
  readonly sha256: string;
}

export interface Copy {
  readonly from: CopyEnd;
  readonly to: CopyEnd;
  /** Unique to this copy; its folders carry it. */
  readonly mark: string;
  readonly replace: boolean;
}

interface Guest {
  readonly channel: GuestChannel;
  readonly machine: Machine;
  readonly label: string;
}

export function copyEnd(guest: Guest, path: string): CopyEnd {
  const { channel, machine, label } = guest;
  return { side: sideOf(guest), channel, machine, label, path };
}

/** Milliseconds for what reads a whole file in a slow guest, and for one piece on its way. */
const LONG = 30 * 60_000;
const PIECE_LIMIT = 120_000;

/** What is to be copied, without its checksum. Throws `not-found`, `conflict`, and `invalid` for one that is too large. */
export async function lookAtFile(from: CopyEnd): Promise<FileFacts> {
  const { stdout } = await asked(from, sourceScript, [MOST_BYTES]);
  return small(from, readFacts(stdout));
}

/** With its checksum, which is that of its first bytes where it grows meanwhile. */
export async function readSource(from: CopyEnd, signal: AbortSignal): Promise<Source> {
  const { stdout } = await long(from, signal, sourceScript, [MOST_BYTES, 'sum']);
  const facts = small(from, readFacts(stdout));
  const sha256 = readSum(stdout);
  if (sha256 === undefined) throw garbled(from);
  return { ...facts, sha256 };
}

function small(from: CopyEnd, facts: FileFacts | undefined): FileFacts {
  if (facts === undefined) throw garbled(from);
  if (facts.bytes <= MOST_BYTES) return facts;
  throw new BotError(
    'invalid',
    `${from.path} on ${from.label} has ${inWords(facts.bytes)}, ${inWords(MOST_BYTES)} at most are copied`,
    {
      hint: 'Nothing was changed. It would go through the bot: let the guests do it, with scp or rsync in guest run.',
    },
  );
}

/** What lies where the file is to come; undefined where nothing does. Throws why it cannot lie there. */
export async function lookAtPlace(
  { to, mark, replace }: Omit<Copy, 'from'>,
  bytes: number,
): Promise<FileFacts | undefined> {
  const { stdout } = await asked(to, roomScript, [mark, bytes, word(replace)]);
  return readFacts(stdout);
}

/** Bytes that have come so far. */
export type Came = (bytes: number) => void;

/**
 * Brings all of it beside its place, in pieces of which two are in memory at most: one comes while the other goes.
 * The signal is heard between two pieces.
 */
export async function carry(copy: Copy, source: Source, signal: AbortSignal, came: Came) {
  const { to, mark, replace } = copy;
  const words = [mark, source.bytes, word(replace), 'make'];
  const unpacks = readUnpacks((await asked(to, roomScript, words)).stdout);
  let next = pieceOf(copy, source, 0);
  for (let at = 0; at < source.bytes; at += PIECE) {
    const piece = await next;
    signal.throwIfAborted();
    next = pieceOf(copy, source, at + PIECE);
    // Whoever waits for it hears of it; until then it is nobody's failure.
    next.catch(() => {});
    await add(copy, { piece, at, unpacks });
    came(at + piece.length);
  }
}

async function pieceOf({ from }: Copy, { bytes }: Source, at: number): Promise<Buffer> {
  const count = Math.min(PIECE, bytes - at);
  if (count <= 0) return Buffer.alloc(0);
  const { stdout } = await asked(from, pieceScript, [at / PIECE, count]);
  const piece = Buffer.from(stdout, 'base64');
  if (piece.length === count) return piece;
  throw new BotError('failed', `${from.path} on ${from.label} got shorter while it was copied`, {
    hint: 'Nothing was changed. Copy it again when nobody writes to it.',
  });
}

interface Adding {
  readonly piece: Buffer;
  /** Bytes before it. */
  readonly at: number;
  readonly unpacks: boolean;
}

async function add({ to, mark }: Copy, { piece, at, unpacks }: Adding): Promise<void> {
  const signal = AbortSignal.timeout(PIECE_LIMIT);
  const small = unpacks ? await packed(piece) : undefined;
  try {
    await to.channel.write(to.machine, piecePath(mark), small ?? piece, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new BotError('timeout', `${to.label} did not take a piece in time`, { cause: error });
  }
  await asked(to, addScript, [mark, at, piece.length, small?.length ?? '']);
}

/** The file gets its name. May come twice. Throws `undecided` where it is neither beside its place nor in it. */
export async function place({ to, mark, replace }: Copy, source: Source, signal: AbortSignal) {
  const words = [mark, source.sha256, modeOf(source), word(replace)];
  const result = await run(to, signal, placeScript, words);
  if (result.exitCode !== codes.lost) return rightsIn(to, good(to, result));
  throw new BotError('undecided', `What had come to ${to.label} is not beside its place any more`, {
    hint: `Nor is it in it. Look at ${to.path} there.`,
  });
}

/** Whether it has its name; undefined where it is beside its place still. */
export async function placed(
  { to, mark }: Copy,
  { sha256 }: Source,
  signal: AbortSignal,
): Promise<Rights | 'not-done' | 'unknown'> {
  const result = await long(to, signal, placedScript, [mark, sha256]);
  if (result.stdout.startsWith('done\n')) return rightsIn(to, result);
  return result.stdout === 'not-done\n' ? 'not-done' : 'unknown';
}

/** Takes away what is not whole; false where nobody knows whether it is gone. */
export async function sweep({ to, mark }: Copy): Promise<boolean> {
  try {
    return (await to.side.ask(sweepScript, to.path, mark)).stdout === 'gone\n';
  } catch (error) {
    if (error instanceof BotError) return false;
    throw error;
  }
}

/** Rights alone: nothing that runs as its owner comes with a copy. */
function modeOf({ mode }: FileFacts): string {
  return mode.slice(-3).padStart(3, '0');
}

function rightsIn(to: CopyEnd, { stdout }: GuestResult): Rights {
  const rights = readRights(stdout);
  if (rights === undefined) throw garbled(to);
  return rights;
}

async function asked(end: CopyEnd, script: string, words: readonly (string | number)[]) {
  return good(end, await end.side.ask(script, end.path, ...words).catch(noShell(end)));
}

async function long(...asking: Parameters<typeof run>): Promise<GuestResult> {
  return good(asking[0], await run(...asking));
}

async function run(
  end: CopyEnd,
  signal: AbortSignal,
  script: string,
  words: readonly (string | number)[],
): Promise<GuestResult> {
  const process = await end.side.start(script, end.path, ...words).catch(noShell(end));
  return end.side.wait(process, signal, LONG);
}

function good(end: CopyEnd, result: GuestResult): GuestResult {
  if (result.exitCode === 0) return result;
  throw refusalOf(result, end);
}

function noShell({ label }: CopyEnd) {
  return (error: unknown): never => {
    if (!(error instanceof BotError && error.code === 'not-found')) throw error;
    throw new BotError('unsupported', `${label} has no /bin/sh, through which a file is copied`, {
      hint: 'Nothing was changed. Windows guests cannot take part yet: guest read and guest write reach them.',
    });
  };
}

function garbled({ label }: CopyEnd): BotError {
  return new BotError('failed', `${label} answers nothing that tells of the file`, {
    hint: 'Nothing is known of it; look in the guest.',
  });
}

function word(replace: boolean): string {
  return replace ? 'replace' : '';
}
