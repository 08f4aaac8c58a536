import { BotError } from '../../errors.ts';
import type { Machine } from '../../hypervisor.ts';
import { plainText } from '../sections.ts';
import type { Ask, ShellResult } from './call.ts';
import { codes, readScript, writeScript } from './scripts.ts';

interface GuestFile {
  readonly path: string;
  readonly signal: AbortSignal;
}

/** Milliseconds for a file: a megabyte over a slow line. */
const LIMIT = 120_000;

export async function readInShell(
  ask: Ask,
  machine: Machine,
  { path, maxBytes, signal }: GuestFile & { readonly maxBytes: number },
): Promise<Buffer> {
  const args = [path, String(maxBytes + 1)];
  const limits = { timeoutMs: LIMIT, maxBytes: maxBytes + 1 };
  const answer = await ask({ script: readScript, args, signal, ...limits }, 'after');
  if (answer.code !== 0) throw refused(answer, machine, path);
  if (answer.stdout.length <= maxBytes) return answer.stdout;
  throw new BotError('invalid', `${path} is larger than ${maxBytes} bytes`, {
    hint: 'Read a part of it: `guest run` with `head -c` or `tail -c`.',
  });
}

/** All of it or nothing: the old file stands until the last byte has come. */
export async function writeInShell(
  ask: Ask,
  machine: Machine,
  { path, content, signal }: GuestFile & { readonly content: Buffer },
): Promise<void> {
  const args = [path, String(content.length)];
  const call = { script: writeScript, args, input: content, signal, timeoutMs: LIMIT };
  const answer = await ask(call, 'before');
  if (answer.code !== 0) throw refused(answer, machine, path);
}

function refused({ code, stderr }: ShellResult, { name }: Machine, path: string): BotError {
  switch (code) {
    case codes.missing:
      return new BotError('not-found', `${name} has no file ${path}`);
    case codes.folder:
      return new BotError('conflict', `${path} in ${name} is a folder`, {
        hint: 'Name a file in it.',
      });
    case codes.short:
      return new BotError('unreachable', `${path} did not come whole to ${name}`, {
        hint: 'What was there before is there still.',
      });
    default:
      return new BotError('failed', `${path} in ${name}: ${plainText(stderr, 300) || code}`);
  }
}
