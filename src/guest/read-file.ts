import { BotError } from '../errors.ts';
import type { RunningGuest } from './running.ts';

/** What a chat can carry as a file and a person would read. */
export const MAX_FILE_BYTES = 1024 * 1024;

/** A file's content; undefined when it is not there. Throws `invalid` for one that is too large. */
export async function readIfThere(
  { channel, machine }: RunningGuest,
  path: string,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  try {
    return await channel.read(machine, path, { signal, maxBytes: MAX_FILE_BYTES });
  } catch (error) {
    if (error instanceof BotError && error.code === 'not-found') return undefined;
    throw error;
  }
}

/** The bytes as text where they are text: UTF-8 without control characters but tab and line ends. */
export function asText(content: Buffer): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these tell binary content
    return /[\0-\x08\x0b\x0e-\x1f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

const HEX_BYTES = 256;
const HEX_ROW = 16;

/** The beginning of binary content as `hexdump -C` shows it. */
export function hexHead(content: Buffer): string {
  const rows: string[] = [];
  for (let at = 0; at < Math.min(content.byteLength, HEX_BYTES); at += HEX_ROW) {
    const row = content.subarray(at, at + HEX_ROW);
    const hex = [...row].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = [...row].map((byte) =>
      byte > 31 && byte < 127 ? String.fromCharCode(byte) : '.',
    );
    rows.push(`${at.toString(16).padStart(8, '0')}  ${hex.padEnd(47)}  ${text.join('')}`);
  }
  return rows.join('\n');
}
