import type { GuestResult } from '../hypervisor/guest.ts';

/** Of text in an old encoding only some letters cannot be read; of a program or an archive a good part. */
const MOST_UNREADABLE = 0.05;

/** What a program wrote, for people: as text where it is text, else how much of it there is. */
export function outputOf(
  stdout: Buffer,
  stderr: Buffer,
): Pick<GuestResult, 'stdout' | 'stderr' | 'binary'> {
  const [out, errors] = [textOf(stdout), textOf(stderr)];
  return {
    stdout: out ?? '',
    stderr: errors ?? '',
    ...((out === undefined || errors === undefined) && {
      binary: {
        ...(out === undefined && { stdout: stdout.length }),
        ...(errors === undefined && { stderr: stderr.length }),
      },
    }),
  };
}

/** Undefined for what is no UTF-8; a few odd bytes are shown as such, and a letter cut in two at the end is one. */
function textOf(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8');
  const unreadable = text.length - text.replaceAll('\uFFFD', '').length;
  const most = text.includes('\0') ? 0 : text.length * MOST_UNREADABLE;
  return unreadable > 1 && unreadable > most ? undefined : text;
}
