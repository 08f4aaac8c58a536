import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { BotError, type ErrorCode } from '../../../../src/errors.ts';
import { TOKEN } from '../registration/account.ts';

interface Meaning {
  readonly code: ErrorCode;
  readonly words: string;
  readonly hint?: string | undefined;
}

const rights = 'Let the bot see the channel, send messages, embed links and attach files there.';

/** https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const meanings: Readonly<Record<number, Meaning>> = {
  10003: { code: 'not-found', words: 'the channel is not there any more' },
  10008: { code: 'not-found', words: 'the message was deleted' },
  10013: { code: 'not-found', words: 'Discord knows no such person' },
  10015: { code: 'expired', words: 'the time for this answer is over' },
  10062: { code: 'expired', words: 'the time for this answer is over' },
  30046: { code: 'expired', words: 'the message is too old to be edited this often' },
  40060: { code: 'conflict', words: 'this was answered already' },
  50001: { code: 'forbidden', words: 'the bot may not see this channel', hint: rights },
  50005: { code: 'expired', words: 'the message is not the bot’s' },
  50007: { code: 'forbidden', words: 'this person takes no direct messages of the bot' },
  50013: { code: 'forbidden', words: 'the bot may not write in this channel', hint: rights },
  50027: { code: 'expired', words: 'the time for this answer is over' },
  50083: { code: 'expired', words: 'the thread is archived' },
};

/** What Discord, or the way to it, says; in our words. */
export function asBotError(error: unknown): BotError {
  if (error instanceof BotError) return error;
  if (error instanceof RateLimitError) {
    const { retryAfter: retryAfterMs } = error;
    return new BotError('busy', 'Discord wants a pause', { retryAfterMs, cause: error });
  }
  if (error instanceof DiscordAPIError) return byDiscord(error);
  if (error instanceof HTTPError) {
    return new BotError('unreachable', `Discord answers HTTP ${error.status}`, { cause: error });
  }
  const late = error instanceof Error && /abort|timeout/i.test(error.name);
  return new BotError(late ? 'timeout' : 'unreachable', 'Discord gives no answer', {
    cause: error,
  });
}

function byDiscord(error: DiscordAPIError): BotError {
  const meaning = meanings[Number(error.code)];
  if (meaning) {
    return new BotError(meaning.code, meaning.words, { hint: meaning.hint, cause: error });
  }
  if (error.status === 401) {
    const hint = 'Make a new one under Bot, Reset Token: npm start -- setup discord.';
    return new BotError('forbidden', `Discord refuses ${TOKEN}`, { hint, cause: error });
  }
  const message = error.message.replace(/\s+/g, ' ').slice(0, 300);
  const code = error.status === 403 ? 'forbidden' : 'invalid';
  return new BotError(code, `Discord refuses this: ${message}`, { cause: error });
}

/** Asks, and puts a refusal in our words. */
export async function asking<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw asBotError(error);
  }
}
