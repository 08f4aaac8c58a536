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
    const end = await parts.conversation.send({ line });
    if (end.form !== undefined) parts.screen.answer(end.form.problem);
    parts.screen.finish();
    code = code === codes.done ? end.code : code;
    if (end.code === codes.interrupted || (end.code !== codes.done && options.keepGoing !== true))
      break;
  }
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
