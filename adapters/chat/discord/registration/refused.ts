import { DiscordAPIError } from 'discord.js';
import { BotError } from '../../../../src/errors.ts';
import { asBotError } from '../web/errors.ts';
import { TOKEN } from './account.ts';

/** Unknown guild, missing access: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const notThere = [10_004, 50_001];

/** A refusal of Discord as one of ours, for who runs a program by hand. */
export function refused(error: unknown, doing: string): BotError {
  return error instanceof DiscordAPIError ? byDiscord(error, doing) : asBotError(error, doing);
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
