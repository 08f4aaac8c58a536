import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { BotError } from '../../../../src/errors.ts';
import { TOKEN } from './account.ts';

/** Unknown guild, missing access: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const notThere = [10_004, 50_001];

/** A refusal of Discord as one of ours, for who runs a program by hand. */
export function refused(error: unknown, doing: string): BotError {
  if (error instanceof BotError) return error;
  if (error instanceof RateLimitError) {
    return new BotError('busy', 'Discord wants a pause', {
      retryAfterMs: error.retryAfter,
      cause: error,
    });
  }
  if (error instanceof DiscordAPIError) return byDiscord(error, doing);
  const said = error instanceof HTTPError ? `HTTP ${error.status}` : reason(error).slice(0, 200);
  return new BotError('unreachable', `Discord gave no answer to ${doing}: ${said}`, {
    cause: error,
  });
}

function byDiscord(error: DiscordAPIError, doing: string): BotError {
  if (error.status === 401) {
    return new BotError('invalid', `Discord refuses ${TOKEN}`, {
      hint: 'Make a new one under Bot, Reset Token, and put it in place: npm start -- setup discord.',
      cause: error,
    });
  }
  if (notThere.includes(Number(error.code))) {
    return new BotError('forbidden', 'The bot is not in this server', {
      hint: 'Look at the id, and let the bot in: npm start -- deploy discord prints the link.',
      cause: error,
    });
  }
  const message = error.message.replace(/\s+/g, ' ').slice(0, 300);
  return new BotError('invalid', `Discord refuses ${doing}: ${message}`, { cause: error });
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
