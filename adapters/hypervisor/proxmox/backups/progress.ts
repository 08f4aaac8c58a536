import { bytes } from '../../../../src/format.ts';
import type { Progress } from '../../../../src/operation.ts';

type Tells = (lines: readonly string[]) => Progress | undefined;

/** `INFO:  12% (1.2 GiB of 3.0 GiB) in 3s, read: …` of a VM; a container tells only when it is over. */
const copied = /^INFO:\s+(\d+)% \((\S+ \S+ of \S+ \S+)\)/;

export const vzdumpProgress: Tells = (lines) => {
  const last = lastOf(lines, copied);
  if (last === undefined) return undefined;
  const [, percent = '', of = ''] = last;
  return { fraction: Number(percent) / 100, note: `copying: ${of}` };
};

/** `progress 53% (read 1707278336 bytes, duration 0 sec)` */
const read = /^progress (\d+)% \(read (\d+) bytes/;

export const restoreProgress: Tells = (lines) => {
  const last = lastOf(lines, read);
  if (last === undefined) return undefined;
  const [, percent = '', done = ''] = last;
  return { fraction: Number(percent) / 100, note: `restoring: ${bytes(Number(done))} read` };
};

function lastOf(lines: readonly string[], form: RegExp): RegExpExecArray | undefined {
  const line = lines.findLast((one) => form.test(one));
  return (line && form.exec(line)) || undefined;
}
