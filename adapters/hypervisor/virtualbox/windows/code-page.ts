import { Transform } from 'node:stream';
import { finished } from 'node:stream/promises';
import { BotError } from '../../../../src/errors.ts';
import type { Running } from '../../../../src/exec.ts';

/** The ANSI code pages of Windows, by the names that the web has for them: https://encoding.spec.whatwg.org/#names-and-labels */
const labels: Readonly<Record<number, string>> = {
  874: 'windows-874',
  932: 'shift_jis',
  936: 'gbk',
  949: 'euc-kr',
  950: 'big5',
  65001: 'utf-8',
};

/** Windows-1250 to 1258 are named as they are. Throws `unsupported` for a page that no Windows has as its own. */
function decoderOf(codePage: number) {
  const label = labels[codePage] ?? `windows-${codePage}`;
  try {
    return new TextDecoder(label);
  } catch {
    throw new BotError(
      'unsupported',
      `this Windows writes in code page ${codePage}, which the bot cannot read`,
    );
  }
}

const LINE_FEED = 0x0a;
const isAscii = (bytes: Uint8Array) => bytes.every((byte) => byte < 0x80);

/**
 * What VBoxManage wrote on Windows. A value of `showvminfo --machinereadable` that had to be escaped, as every path
 * there, goes out as UTF-8, all else in the ANSI code page (RTStrmWrite and RTPrintf in stream.cpp of VirtualBox): so
 * a line is UTF-8 where it can be, which text of another code page hardly ever is.
 */
export function codePageText(bytes: Uint8Array, codePage: number): string {
  const other = decoderOf(codePage);
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(LINE_FEED, at);
    const line = bytes.subarray(at, end === -1 ? bytes.length : end + 1);
    lines.push(utf8(line) ?? other.decode(line));
    at += line.length;
  }
  return lines.join('');
}

function utf8(line: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line);
  } catch {
    return undefined;
  }
}

/** The same child with its output in UTF-8. */
export function recoded(child: Running, codePage: number): Running {
  const stdout = child.stdout.pipe(recoder(codePage));
  const stderr = child.stderr.pipe(recoder(codePage));
  const read = Promise.allSettled([finished(stdout), finished(stderr)]);
  return { ...child, stdout, stderr, ended: child.ended.then((end) => read.then(() => end)) };
}

/** A line that is not whole yet goes on where it is plain: a progress bar has no line's end until it is over. */
function recoder(codePage: number): Transform {
  let rest: Buffer = Buffer.alloc(0);
  return new Transform({
    transform(chunk: Buffer, _, next) {
      const all = Buffer.concat([rest, chunk]);
      const whole = isAscii(all) ? all.length : all.lastIndexOf(LINE_FEED) + 1;
      rest = all.subarray(whole);
      next(null, codePageText(all.subarray(0, whole), codePage));
    },
    flush: (next) => next(null, codePageText(rest, codePage)),
  });
}
