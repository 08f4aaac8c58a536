import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import { plainText } from '../../../../src/guest/sections.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client/client.ts';
import { answerIn } from '../client/refusal.ts';
import { bit } from '../row.ts';
import { agentSaid, bytesOf, callAgent, decoded } from './agent.ts';
import { startInGuest, waitInGuest } from './exec.ts';

interface GuestFile {
  readonly machine: Machine;
  readonly path: string;
  readonly signal: AbortSignal;
}

/** Bytes a call may read: `maximum` of `count` in the schema. */
const READ_PIECE = 16 * 1024 ** 2;
/** Characters of base64 a call may write are 61,440; and 65,536 of a program's input: both hold this many bytes. */
const WRITE_PIECE = 45_000;
/** Milliseconds for `mkdir`, or for one piece. */
const STEP_LIMIT = 30_000;

const Piece = z.object({ content: z.string().default(''), truncated: bit });

/** A whole file, in pieces; base64 on the way, so that every byte stays what it is. */
export async function readInGuest(
  client: Client,
  { maxBytes, ...file }: GuestFile & { readonly maxBytes: number },
): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for (;;) {
    const count = Math.min(READ_PIECE, maxBytes + 1 - size);
    const piece = await readPiece(client, file, { offset: size, count });
    size += piece.bytes.length;
    if (size > maxBytes) throw tooLarge(file, maxBytes);
    pieces.push(piece.bytes);
    if (!piece.goesOn || piece.bytes.length === 0) return Buffer.concat(pieces);
  }
}

interface Range {
  readonly offset: number;
  readonly count: number;
}

async function readPiece(client: Client, file: GuestFile, { offset, count }: Range) {
  const call = { ...file, command: 'file-read', returns: Piece };
  const params = { file: file.path, offset, count, decode: false };
  try {
    const { content, truncated } = await callAgent(client, { ...call, params });
    const bytes = decoded(content);
    return { bytes, goesOn: truncated === 1 || bytes.length >= count };
  } catch (error) {
    if (!isUnknownParameter(error)) throw fileError(error, file);
  }
  // Before 9.1 the call has none of these parameters, and gives what it can read at once.
  const whole = await callAgent(client, { ...call, params: { file: file.path } }).catch(
    (error: unknown) => {
      throw fileError(error, file);
    },
  );
  if (whole.truncated === 1) throw tooLarge(file, READ_PIECE);
  return { bytes: bytesOf(whole.content), goesOn: false };
}

function isUnknownParameter(error: unknown): boolean {
  const errors = answerIn(error)?.errors ?? {};
  return 'decode' in errors || 'count' in errors;
}

/**
 * Replaces the content, not the file: owner, mode and links stay. Missing folders are made. What is longer than one
 * call is gathered beside it first, so that a guest that is lost on the way keeps the old content.
 */
export async function writeInGuest(
  client: Client,
  { content, ...file }: GuestFile & { readonly content: Buffer },
): Promise<void> {
  if (content.length <= WRITE_PIECE) return writeFirst(client, file, content);
  const part = `${file.path}.${randomBytes(6).toString('hex')}.part`;
  const beside = { ...file, path: part };
  try {
    await writeFirst(client, beside, content.subarray(0, WRITE_PIECE));
    for (let at = WRITE_PIECE; at < content.length; at += WRITE_PIECE) {
      const input = content.subarray(at, at + WRITE_PIECE).toString('base64');
      await run(client, file, ['sh', '-c', 'base64 -d >> "$1"', 'sh', part], input);
    }
    await run(client, file, ['sh', '-c', 'cat "$1" > "$2"', 'sh', part, file.path]);
  } finally {
    await tidy(client, file, part);
  }
}

async function writeFirst(client: Client, file: GuestFile, content: Buffer): Promise<void> {
  try {
    await put(client, file, content);
  } catch (error) {
    if (!isMissing(error)) throw fileError(error, file);
    await run(client, file, ['mkdir', '-p', '--', posix.dirname(file.path)]);
    await put(client, file, content).catch((again: unknown) => {
      throw fileError(again, file);
    });
  }
}

function put(client: Client, file: GuestFile, content: Buffer): Promise<unknown> {
  const params = { file: file.path, content: content.toString('base64'), encode: false };
  const command = 'file-write';
  const call = { ...file, method: 'POST', command, params, returns: z.unknown() } as const;
  return callAgent(client, call);
}

async function run(
  client: Client,
  { machine, path, signal }: GuestFile,
  argv: readonly string[],
  input?: string,
): Promise<void> {
  const process = await startInGuest(client, machine, { argv, signal, input });
  const options = { process, signal, timeoutMs: STEP_LIMIT };
  const { exitCode, stderr } = await waitInGuest(client, machine, options);
  if (exitCode === 0) return;
  throw new BotError(
    'failed',
    `${path} in ${machine.name} could not be written: ${plainText(stderr, 300)}`,
  );
}

/** Nobody waits for it, and the file beside is no harm. */
async function tidy(client: Client, file: GuestFile, part: string): Promise<void> {
  const after = { ...file, signal: AbortSignal.timeout(STEP_LIMIT) };
  await run(client, after, ['rm', '-f', '--', part]).catch(() => {});
}

function isMissing(error: unknown): boolean {
  return agentSaid(error).includes('No such file or directory');
}

function fileError(error: unknown, { path, machine: { name } }: GuestFile): unknown {
  if (isMissing(error)) return new BotError('not-found', `${name} has no file ${path}`);
  const told = agentSaid(error);
  if (told.includes('Is a directory')) {
    return new BotError('conflict', `${path} in ${name} is a folder`, {
      hint: 'Name a file in it.',
    });
  }
  return told === '' ? error : new BotError('failed', `the guest of ${name} says: ${told}`);
}

function tooLarge({ path }: Pick<GuestFile, 'path'>, maxBytes: number): BotError {
  return new BotError('invalid', `${path} is larger than ${maxBytes} bytes`, {
    hint: 'Read a part of it: `guest run` with `head -c` or `tail -c`.',
  });
}
