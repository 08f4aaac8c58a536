import { createInterface } from 'node:readline';
import { visible, visibleLines } from '../../../src/drawing/visible.ts';
import { BotError } from '../../../src/errors.ts';
import type { ChooseQuestion, Interview, TextQuestion } from '../../../src/interview.ts';
import { keepSecret, redact } from '../../../src/redact.ts';
import type { TerminalOptions } from './options.ts';
import { createPlainScreen } from './plain-screen.ts';
import { createPrompt } from './prompt.ts';

type Streams = Pick<TerminalOptions, 'input' | 'output' | 'errorOutput' | 'env'>;

export interface TerminalInterview extends Interview {
  /** Leaves, as Ctrl-C does. */
  leave(): void;
  close(): void;
}

/** Gives one answer; undefined when the person leaves or a pipe has no further line. */
interface Answers {
  readonly interactive: boolean;
  read(prompt: string, hidden: boolean): Promise<string | undefined>;
  close(): void;
}

/** At a keyboard, or from a pipe with one answer a line: there a wrong answer ends it. */
export function createInterview(options: Streams): TerminalInterview {
  const leaving = new AbortController();
  const leave = () => leaving.abort(left());
  const isTerminal = options.input.isTTY === true && options.output.isTTY === true;
  const answers = isTerminal ? typed(options, leave) : piped(options);
  leaving.signal.addEventListener('abort', () => answers.close());
  const screen = createPlainScreen(options);
  const say = (text: string) => {
    // Never cut: a line may be one to copy.
    options.output.write(`${visibleLines(redact(text)).join('\n')}\n`);
  };
  const ask = async (label: string, hidden: boolean) => {
    leaving.signal.throwIfAborted();
    const answer = await answers.read(`${visible(label)}: `, hidden);
    if (answer !== undefined) return hidden ? keepSecret(answer) : answer.trim();
    leave();
    throw leaving.signal.reason;
  };
  const parts: Parts = { ask, say, interactive: answers.interactive };
  return {
    signal: leaving.signal,
    say,
    show: (card) => screen.answer(card),
    text: (question) => until(parts, shownAs(question), (answer) => fitting(question, answer)),
    secret: (question) =>
      until(parts, `${question.label} (not shown)`, (answer) => fitting(question, answer), true),
    choose: (question) => chosen(parts, question),
    confirm: (label, initial) =>
      until(parts, `${label} ${asYesNo(initial)}`, (answer) => yesNo(answer, initial)),
    leave,
    close: () => answers.close(),
  };
}

function left(): BotError {
  return new BotError('cancelled', 'Left before the end');
}

interface Parts {
  readonly interactive: boolean;
  ask(label: string, hidden: boolean): Promise<string>;
  say(text: string): void;
}

/** What an answer came to: a value, or what is wrong with it. */
type Judged<T> = { readonly value: T } | { readonly problem: string };

async function until<T>(
  parts: Parts,
  label: string,
  judge: (answer: string) => Judged<T>,
  hidden = false,
): Promise<T> {
  for (;;) {
    const judged = judge(await parts.ask(label, hidden));
    if ('value' in judged) return judged.value;
    if (!parts.interactive) throw new BotError('invalid', `${label}: ${judged.problem}`);
    parts.say(`  ${judged.problem}`);
  }
}

function shownAs({ label, initial }: TextQuestion): string {
  return initial === undefined ? label : `${label} [${initial}]`;
}

function fitting({ initial, problem }: TextQuestion, answer: string): Judged<string> {
  const value = answer === '' ? (initial ?? '') : answer;
  const wrong = problem?.(value) ?? (value === '' ? 'An answer is needed.' : undefined);
  return wrong === undefined ? { value } : { problem: wrong };
}

function chosen<V extends string>(parts: Parts, question: ChooseQuestion<V>): Promise<V> {
  const { label, choices, initial = choices[0]?.value } = question;
  parts.say(label);
  for (const [at, choice] of choices.entries()) parts.say(`  ${at + 1}) ${choice.label}`);
  const first = choices.findIndex(({ value }) => value === initial) + 1;
  return until(parts, `Which [${first}]`, (answer) => {
    const wanted = answer === '' ? String(first) : answer.toLowerCase();
    const found = choices.find(({ value }, at) => wanted === String(at + 1) || wanted === value);
    return found
      ? { value: found.value }
      : { problem: `Type a number from 1 to ${choices.length}.` };
  });
}

function asYesNo(initial: boolean | undefined): string {
  if (initial === undefined) return '[yes/no]';
  return initial ? '[Y/n]' : '[y/N]';
}

function yesNo(answer: string, initial: boolean | undefined): Judged<boolean> {
  if (answer === '' && initial !== undefined) return { value: initial };
  const pattern = initial === undefined ? /^(?:(yes)|no)$/i : /^(?:(y|yes)|n|no)$/i;
  const match = pattern.exec(answer);
  return match ? { value: match[1] !== undefined } : { problem: 'Type yes or no.' };
}

function typed(options: Streams, leave: () => void): Answers {
  const prompt = createPrompt(options, leave);
  return {
    interactive: true,
    async read(text, hidden) {
      const read = await prompt.read({ prompt: text, hidden });
      return read.type === 'line' ? read.line : undefined;
    },
    close: () => prompt.close(),
  };
}

function piped({ input, output }: Streams): Answers {
  const reader = createInterface({ input, terminal: false, crlfDelay: Number.POSITIVE_INFINITY });
  const lines = reader[Symbol.asyncIterator]();
  return {
    interactive: false,
    async read(prompt, hidden) {
      output.write(prompt);
      const { value, done } = await lines.next();
      output.write(done || hidden ? '\n' : `${visible(value)}\n`);
      return done ? undefined : value;
    },
    close: () => reader.close(),
  };
}
