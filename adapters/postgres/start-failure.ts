import { BotError } from '../../src/errors.ts';
import { findBarrier } from './data-directory.ts';
import type { Server } from './server.ts';

/** What the server or initdb wrote before it gave up, as an error that says what to do. */
export async function startFailure(
  { places, user }: Server,
  written: string,
  cause?: unknown,
): Promise<BotError> {
  const reason = lastComplaint(written);
  if (/Permission denied|EACCES/.test(reason)) {
    const barrier = await findBarrier(places.root, user).catch(() => undefined);
    if (barrier) {
      return new BotError(
        'invalid',
        `PostgreSQL runs as ${user.name}, who cannot enter ${barrier}`,
        {
          hint: `Set NAKHODA_DATA to a directory all of whose parents that user can enter, as /var/lib/nakhoda.`,
          cause,
        },
      );
    }
  }
  const full = /No space left on device|ENOSPC/.test(reason);
  return new BotError('failed', `The embedded PostgreSQL did not start: ${reason}`, {
    hint: full
      ? `Free some space on the disk that holds ${places.root}, then start again.`
      : `Its log is ${places.log}.`,
    cause,
  });
}

/** The first line that names a fatal error, else the last line. */
function lastComplaint(written: string): string {
  const lines = written.split('\n').filter((line) => line.trim() !== '');
  const complaint = lines.find((line) => /\b(?:FATAL|PANIC|error):/.test(line)) ?? lines.at(-1);
  return complaint?.replace(/^.*?\b(?:FATAL|PANIC|error):\s*/, '').trim() ?? 'it gave no reason';
}
