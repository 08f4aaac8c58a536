import type { HostFiles } from '../host-files.ts';
import { byPath } from '../host-files.ts';
import type { Way } from '../way.ts';
import { heldScript } from './folder-scripts.ts';
import { readScript, stampsScript } from './scripts.ts';

/** .NET counts in tenths of a microsecond from the year 1: https://learn.microsoft.com/dotnet/api/system.datetime.ticks */
const EPOCH = 621_355_968_000_000_000n;
const TICKS = 10_000n;

/**
 * The files of a Windows host. NTFS writes the time of a file when its last writer has closed it
 * (https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-getfiletime), so that an open log tells nothing.
 */
export function windowsFiles(script: Way['script']): HostFiles {
  const ask = async (text: string, paths: readonly string[], signal: AbortSignal) =>
    (await script(text, paths, signal)).split(/\r?\n/);
  return {
    async stamps(paths, signal) {
      const [now = '', ...lines] = await ask(stampsScript, paths, signal);
      const found = paths.flatMap((path, at) => {
        const [, ticks, bytes] = /^(\d+) (\d+)$/.exec(lines[at] ?? '') ?? [];
        return ticks === undefined ? [] : [{ path, changedAt: time(ticks), bytes: Number(bytes) }];
      });
      return { now: time(now), lateWhileOpen: true, ...byPath(found) };
    },
    held: async (paths, signal) => (await ask(heldScript, paths, signal)).includes('held'),
    async read(paths, signal) {
      if (paths.length === 0) return new Map();
      const lines = await ask(readScript, paths, signal);
      return new Map(
        paths.flatMap((path, at) => {
          const line = lines[at] ?? '-';
          return line.startsWith('=') ? [[path, textOf(line.slice(1))] as const] : [];
        }),
      );
    },
  };
}

function time(ticks: string): number {
  return Number((BigInt(ticks) - EPOCH) / TICKS);
}

/** Windows programs may begin a text with a byte order mark. */
function textOf(base64: string): string {
  return Buffer.from(base64, 'base64')
    .toString()
    .replace(/^\uFEFF/, '');
}
