import { BotError } from '../errors.ts';
import { notLoaded } from '../on-use.ts';
import { redact } from '../redact.ts';

/** Says on standard error why the program ends, and gives its exit code. */
export function complain(cause: unknown): number {
  const error = notLoaded(cause);
  if (!(error instanceof BotError)) {
    const text = error instanceof Error ? error.stack : undefined;
    process.stderr.write(`A fault in the bot: ${redact(text ?? String(error))}\n`);
    return 1;
  }
  const hint = error.hint === undefined ? '' : `\n${error.hint}`;
  process.stderr.write(`${error.message}${hint}\n`);
  return error.code === 'usage' || error.code === 'invalid' ? 2 : 1;
}
