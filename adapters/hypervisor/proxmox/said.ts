import { BotError } from '../../../src/errors.ts';

/** Proxmox's own words in a failure: the end of its task, or the reason it answered a call with. */
export function said(error: unknown): string {
  if (!(error instanceof BotError)) return '';
  const { cause } = error;
  const reason =
    typeof cause === 'object' && cause !== null && 'reason' in cause ? cause.reason : undefined;
  return typeof reason === 'string' ? `${reason}\n${error.message}` : error.message;
}

/** The same failure in better words; what caused it stays with it. */
export function inWords(
  error: BotError,
  words: Partial<Pick<BotError, 'code' | 'message' | 'hint'>>,
): BotError {
  const { code, message, hint } = { ...error, message: error.message, ...words };
  return new BotError(code, message, { hint, cause: error.cause ?? error });
}
