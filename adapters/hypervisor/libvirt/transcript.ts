import { randomBytes } from 'node:crypto';
import { BotError } from '../../../src/errors.ts';
import { refusal } from './errors.ts';

/** What virsh said to one line. */
export interface Answer {
  readonly out: string;
  readonly err: string;
}

/**
 * Cuts the two streams of a virsh shell into answers. Behind each line it is told to `echo` a mark on both;
 * readline writes the prompt and every line it reads to standard output, which is taken off again.
 * https://www.libvirt.org/manpages/virsh.html#echo
 */
export function createTranscript() {
  const heard = { out: '', err: '' };
  let lines: readonly string[] = [];
  let marks: readonly string[] = [];
  // No output can hold what nobody could guess. Short, because readline reads a line byte by byte.
  const secret = randomBytes(5).toString('hex');
  let asked = 0;

  return {
    hear(stream: 'out' | 'err', chunk: string): void {
      heard[stream] += chunk;
    },
    expect(wanted: readonly string[]): void {
      lines = wanted;
      marks = wanted.map(() => {
        asked += 1;
        return `${secret}.${asked}`;
      });
    },
    script: () => lines.map((line, at) => `${line}\n${markLine(marks[at] ?? '')}\n`).join(''),
    complete(): boolean {
      const last = marks.at(-1);
      // Behind the last mark stands a prompt at most: no need to search megabytes for each chunk.
      const [out, err] = [heard.out.slice(-TAIL), heard.err.slice(-TAIL)];
      return out.includes(`\n${last}\n`) && err.includes(`error: ${last}\n`);
    },
    answers(): Answer[] {
      const outs = cut(
        heard,
        'out',
        marks.map((mark) => `\n${mark}\n`),
      );
      const errs = cut(
        heard,
        'err',
        marks.map((mark) => `error: ${mark}\n`),
      );
      return marks.map((mark, at) => ({
        out: withoutPrompts(outs[at] ?? '', mark),
        err: withoutFarewell(errs[at] ?? ''),
      }));
    },
    /** Why the shell ended, by its last words. */
    obituary(): BotError {
      const said = refusal(heard.err);
      if (said.code !== 'failed') return said;
      const words = heard.err.trim() === '' ? 'virsh ended' : said.message;
      return new BotError('unreachable', `libvirt does not answer: ${words}`);
    },
  };
}

/** Takes the pieces before each end off the front of what was heard; a prompt that came early stays. */
function cut(heard: Record<'out' | 'err', string>, stream: 'out' | 'err', ends: readonly string[]) {
  return ends.map((end) => {
    const at = heard[stream].indexOf(end);
    const piece = heard[stream].slice(0, end.startsWith('\n') ? at + 1 : at);
    heard[stream] = heard[stream].slice(at + end.length);
    return piece;
  });
}

const prompt = 'virsh # ';

/** Characters in which the last mark is looked for. */
const TAIL = 256;

function markLine(mark: string): string {
  return `echo --err ${mark};echo ${mark}`;
}

/** The first line is the echo of ours, wrapped by readline where it is long; the last are those of the marks. */
function withoutPrompts(text: string, mark: string): string {
  const start = text.indexOf(prompt);
  const body = start < 0 ? text : text.slice(text.indexOf('\n', start) + 1);
  const end = body.lastIndexOf(prompt + markLine(mark));
  return end < 0 ? body : body.slice(0, end);
}

/** After a restart of the daemon the first answer is good and carries notices about the connection. */
function withoutFarewell(text: string): string {
  return text.replace(/^error: (?:Disconnected from .*|Reconnected to the hypervisor)\n/gm, '');
}
