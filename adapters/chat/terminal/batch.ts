import { createInterface } from 'node:readline';
import { type Conversation, codes } from './conversation.ts';
import type { TerminalOptions } from './options.ts';
import type { Screen } from './screen.ts';

/**
 * One command a line, each to its true end; empty lines and those that begin with `#` are skipped. Stops at
 * the first line that fails, unless `keepGoing`. Gives the exit code of the first line that failed.
 */
export async function runBatch(
  options: TerminalOptions,
  parts: { conversation: Conversation; screen: Screen; signal: AbortSignal },
): Promise<number> {
  let code: number = codes.done;
  for await (const text of linesOf(options, parts.signal)) {
    const line = text.trim();
    if (line === '' || line.startsWith('#')) continue;
    const end = await answer(line, parts);
    code = code === codes.done ? end : code;
    if (end === codes.interrupted || (end !== codes.done && options.keepGoing !== true)) break;
  }
  return code;
}

/** One line to its end; gives its exit code. A pipe cannot be asked back: it is told what would be right. */
async function answer(
  line: string,
  { conversation, screen }: { conversation: Conversation; screen: Screen },
): Promise<number> {
  const { code, form, asked } = await conversation.send({ line });
  if (form !== undefined) screen.answer(form.problem);
  if (asked) screen.note('Nothing was changed. Add --yes at the end of the line to confirm.');
  screen.finish();
  return code;
}

async function* linesOf(options: TerminalOptions, signal: AbortSignal): AsyncGenerator<string> {
  if (options.line !== undefined) {
    yield options.line;
    return;
  }
  yield* createInterface({
    input: options.input,
    crlfDelay: Number.POSITIVE_INFINITY,
    terminal: false,
    signal,
  });
}
