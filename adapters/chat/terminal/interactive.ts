import type { Bot, Caller } from '../../../src/chat.ts';
import { lastWord } from '../../../src/line/complete.ts';
import { type Conversation, codes, type Line } from './conversation.ts';
import { fillIn, isTypeable } from './form.ts';
import type { History } from './history.ts';
import type { Prompt } from './prompt.ts';
import type { Screen } from './screen.ts';

interface Parts {
  readonly bot: Bot;
  readonly caller: Caller;
  readonly conversation: Conversation;
  readonly prompt: Prompt;
  readonly screen: Screen;
  readonly history: History;
  /** Notes a Ctrl-C; true when it is the second of two that belong together. */
  again(): boolean;
}

/** Prompt, line, answer, until the person leaves. Gives the exit code. */
export async function converse(parts: Parts, signal: AbortSignal): Promise<number> {
  parts.screen.answer(await parts.bot.greeting(parts.caller));
  while (!signal.aborted) {
    const read = await parts.prompt.read({
      prompt: 'nakhoda> ',
      history: parts.history.lines,
      complete: (line) => completions(line, parts),
    });
    if (read.type === 'end') return codes.done;
    const code =
      read.type === 'line' ? await take(read.line, parts) : interrupted(read.typed, parts);
    if (code !== undefined) return code;
  }
  return codes.done;
}

/** One typed line; gives an exit code when it is a wish to leave. */
async function take(typed: string, parts: Parts): Promise<number | undefined> {
  const text = typed.trim();
  if (text === '') return undefined;
  if (/^(exit|quit)$/i.test(text)) return codes.done;
  await parts.history.add(typed);
  const line = choose(text, parts.screen);
  if (line !== undefined) await sendAll(line, parts);
  return undefined;
}

/** Ctrl-C at the prompt: clears what was typed; twice with nothing typed leaves. */
function interrupted(typed: boolean, parts: Parts): number | undefined {
  if (typed) return undefined;
  if (parts.again()) return codes.interrupted;
  parts.screen.note('Ctrl-C again leaves, and so does Ctrl-D.');
  return undefined;
}

/** The line, and what its forms make of it. */
async function sendAll(first: Line, parts: Parts): Promise<void> {
  let next: Line | undefined = first;
  while (next !== undefined) {
    const { form }: Awaited<ReturnType<Conversation['send']>> = await parts.conversation.send(next);
    parts.screen.finish();
    if (form === undefined) return;
    next = await fillIn(form, parts);
    if (next === undefined) parts.screen.note('Nothing was changed.');
  }
}

/** A bare number is one of the last card's actions. */
function choose(text: string, screen: Screen): Line | undefined {
  if (!/^\d{1,4}$/.test(text)) return { line: text };
  const action = screen.choices[Number(text) - 1];
  if (action !== undefined) {
    const { command, confirms, declines } = action;
    return { line: command, confirms, declines };
  }
  const count = screen.choices.length;
  screen.note(
    count === 0 ? 'There is nothing to choose from.' : `There is no ${text}: choose 1 to ${count}.`,
  );
  return undefined;
}

/** Readline wants the candidates and the part of the line they replace; one alone is finished by a space. */
async function completions(line: string, parts: Parts): Promise<[string[], string]> {
  const found = await parts.bot.complete(line, parts.caller);
  const values = found.map((each) => each.value).filter(isTypeable);
  return [
    values.length === 1 ? values.map((value) => `${value} `) : values,
    line.slice(lastWord(line).start),
  ];
}
