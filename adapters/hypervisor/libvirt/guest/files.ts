import { posix } from 'node:path';
import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import { plainText } from '../../../../src/guest/sections.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client.ts';
import { AgentRefusal, agentError, callAgent } from './agent.ts';
import { startInGuest, waitInGuest } from './exec.ts';

interface GuestFile {
  readonly machine: Machine;
  readonly path: string;
  readonly signal: AbortSignal;
}

const Handle = z.int();
const Piece = z.object({ 'buf-b64': z.string().default(''), eof: z.boolean() });
const Written = z.object({ count: z.int() });

/** Bytes a call. An answer may be 4 MiB (libvirt's REMOTE_STRING_MAX); a question is a line through readline. */
const READ_PIECE = 256 * 1024;
const WRITE_PIECE = 48 * 1024;
/** Lines from which on a second virsh is worth its handle. */
const HALVED = 4;
/** Milliseconds for `mkdir`. */
const MKDIR_LIMIT = 15_000;

/** A whole file, piece by piece: files of /proc tell no size before they are read. */
export async function readInGuest(
  client: Client,
  { maxBytes, ...file }: GuestFile & { maxBytes: number },
): Promise<Buffer> {
  const handle = await open(client, file, 'r').catch(rethrow(file));
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for (;;) {
      const args = { handle, count: READ_PIECE };
      const call = { ...file, execute: 'guest-file-read', args, returns: Piece };
      const { 'buf-b64': data, eof } = await callAgent(client, call);
      const piece = Buffer.from(data, 'base64');
      size += piece.length;
      if (size > maxBytes) throw tooLarge(file, maxBytes);
      pieces.push(piece);
      if (eof || piece.length === 0) return Buffer.concat(pieces);
    }
  } catch (error) {
    return rethrow(file)(error);
  } finally {
    await close(client, file, handle);
  }
}

/**
 * Replaces the content, not the file: owner, mode and links stay. Missing folders are made. What is long goes in halves
 * over two handles: a virsh reads a line byte by byte, which takes longer than the guest does for it.
 */
export async function writeInGuest(
  client: Client,
  { content, ...file }: GuestFile & { content: Buffer },
): Promise<void> {
  const handle = await open(client, file, 'w')
    .catch((error: unknown) => openWithFolder(client, file, error))
    .catch(rethrow(file));
  const lines = Math.ceil(content.length / WRITE_PIECE);
  const half = lines < HALVED ? content.length : Math.ceil(lines / 2) * WRITE_PIECE;
  const rest = content.subarray(half);
  const ends = await Promise.allSettled([
    writeOut(client, file, { handle, content: content.subarray(0, half) }),
    rest.length > 0 && writeBehind(client, file, { at: half, content: rest }),
  ]);
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
}

/** Through a handle of its own, so that it need not wait for what stands before it. */
async function writeBehind(
  client: Client,
  file: GuestFile,
  { at, content }: { readonly at: number; readonly content: Buffer },
): Promise<void> {
  const handle = await open(client, file, 'r+').catch(rethrow(file));
  try {
    const args = { handle, offset: at, whence: 'set' };
    const call = { ...file, execute: 'guest-file-seek', args, returns: z.unknown() };
    await callAgent(client, call);
  } catch (error) {
    await close(client, file, handle);
    return rethrow(file)(error);
  }
  await writeOut(client, file, { handle, content });
}

async function writeOut(
  client: Client,
  file: GuestFile,
  { handle, content }: { readonly handle: number; readonly content: Buffer },
): Promise<void> {
  try {
    for (let at = 0; at < content.length; at += WRITE_PIECE) {
      const piece = content.subarray(at, at + WRITE_PIECE);
      const args = { handle, 'buf-b64': piece.toString('base64') };
      const call = { ...file, execute: 'guest-file-write', args, returns: Written };
      const { count } = await callAgent(client, call);
      if (count !== piece.length)
        throw new BotError('failed', `${file.path} was cut short: no space left?`);
    }
  } catch (error) {
    await close(client, file, handle);
    return rethrow(file)(error);
  }
  // Buffered bytes reach the disk here, so here a full one shows.
  await closeFile(client, file, handle).catch(rethrow(file));
}

function open(
  client: Client,
  { path, ...file }: GuestFile,
  mode: 'r' | 'r+' | 'w',
): Promise<number> {
  const args = { path, mode };
  return callAgent(client, { ...file, execute: 'guest-file-open', args, returns: Handle });
}

async function openWithFolder(client: Client, file: GuestFile, error: unknown): Promise<number> {
  if (!isMissing(error)) throw error;
  const argv = ['mkdir', '-p', '--', posix.dirname(file.path)];
  const process = await startInGuest(client, file.machine, { argv, signal: file.signal });
  const options = { process, signal: file.signal, timeoutMs: MKDIR_LIMIT };
  const { exitCode, stderr } = await waitInGuest(client, file.machine, options);
  if (exitCode === 0) return open(client, file, 'w');
  const said = plainText(stderr, 300);
  throw new BotError('failed', `the folder of ${file.path} could not be made: ${said}`);
}

function closeFile(client: Client, file: GuestFile, handle: number): Promise<unknown> {
  const call = { execute: 'guest-file-close', args: { handle }, returns: z.unknown() };
  return callAgent(client, { ...file, ...call });
}

/** An open handle costs the guest little, and there is nobody to tell. */
async function close(client: Client, file: GuestFile, handle: number): Promise<void> {
  const signal = AbortSignal.timeout(10_000);
  await closeFile(client, { ...file, signal }, handle).catch((error: unknown) => {
    client.log.info({ error: String(error) }, 'a file in a guest stayed open');
  });
}

function isMissing(error: unknown): boolean {
  return error instanceof AgentRefusal && error.message.includes('No such file or directory');
}

function rethrow({ path, machine }: GuestFile) {
  return (error: unknown): never => {
    if (isMissing(error)) throw new BotError('not-found', `${machine.name} has no file ${path}`);
    if (error instanceof AgentRefusal && error.message.includes('Is a directory')) {
      throw new BotError('conflict', `${path} in ${machine.name} is a folder`, {
        hint: 'Name a file in it.',
      });
    }
    throw agentError(error);
  };
}

function tooLarge({ path }: GuestFile, maxBytes: number): BotError {
  return new BotError('invalid', `${path} is larger than ${maxBytes} bytes`, {
    hint: 'Read a part of it: `guest run` with `head -c` or `tail -c`.',
  });
}
