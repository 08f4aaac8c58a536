import { BotError } from './errors.ts';

/**
 * A function whose code is loaded at its first call, so that no start waits for what it does not use. Throws `failed`
 * where a package is not there.
 */
export function onUse<Given extends readonly unknown[], Gives>(
  load: () => Promise<(...given: Given) => Gives | Promise<Gives>>,
): (...given: Given) => Promise<Gives> {
  return async (...given) => {
    const act = await load().catch((cause: unknown) => {
      throw notLoaded(cause);
    });
    return act(...given);
  };
}

/** https://nodejs.org/api/errors.html#nodejs-error-codes */
const missing: ReadonlySet<unknown> = new Set(['ERR_MODULE_NOT_FOUND', 'ERR_DLOPEN_FAILED']);

/** What a person can put right, said so; anything else is a fault of the bot, and stays one. */
export function notLoaded(cause: unknown): unknown {
  if (!(cause instanceof Error && 'code' in cause && missing.has(cause.code))) return cause;
  return new BotError('failed', `A part of the bot cannot be loaded: ${cause.message}`, {
    hint: 'npm ci installs the packages anew. Nothing was changed.',
    cause,
  });
}
