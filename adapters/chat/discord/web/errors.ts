import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { BotError, type ErrorCode } from '../../../../src/errors.ts';

interface Meaning {
  readonly code: ErrorCode;
  readonly says: string;
  readonly hint?: string;
}

const invite = 'Let the bot see the channel: its permissions, View Channel.';
const permit =
  'It needs View Channel, Send Messages, Send Messages in Threads, Embed Links, Attach Files and Read Message History there. npm start -- setup discord says which one is missing.';

/** https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const meanings: Readonly<Record<number, Meaning>> = {
  10003: { code: 'not-found', says: 'The channel is gone', hint: invite },
  10008: { code: 'not-found', says: 'The message is gone' },
  10013: { code: 'not-found', says: 'Discord knows no such person' },
  30003: { code: 'conflict', says: 'The channel has as many pinned messages as Discord allows' },
  30046: { code: 'expired', says: 'The message is too old to be edited so often' },
  40005: { code: 'invalid', says: 'The message is larger than Discord takes' },
  50001: { code: 'forbidden', says: 'The bot does not see this channel', hint: invite },
  50005: { code: 'expired', says: 'The message is not the bot’s own' },
  50007: { code: 'forbidden', says: 'This person takes no direct messages from the bot' },
  50013: { code: 'forbidden', says: 'The bot lacks a permission in this channel', hint: permit },
  50083: { code: 'forbidden', says: 'The thread is archived' },
  50278: { code: 'forbidden', says: 'The bot shares no server with this person' },
  160002: {
    code: 'forbidden',
    says: 'The bot may not read this channel’s history, and so not answer a message there',
    hint: permit,
  },
};

const token: Meaning = {
  code: 'forbidden',
  says: 'Discord refuses the token of the bot',
  hint: 'Put a new one in place and start again: npm start -- setup discord.',
};

/** Nobody of that id is on the server. */
export function isUnknownMember(error: unknown): boolean {
  return error instanceof DiscordAPIError && error.code === 10007;
}

/** A refusal of Discord as one of ours; `unreachable` leaves open whether it was done. */
export function asBotError(error: unknown, doing: string): BotError {
  if (error instanceof BotError) return error;
  if (error instanceof RateLimitError) {
    return new BotError('busy', 'Discord wants a pause', {
      retryAfterMs: error.retryAfter,
      cause: error,
    });
  }
  if (error instanceof DiscordAPIError && error.status < 500) return refused(error, doing);
  const said =
    error instanceof HTTPError || error instanceof DiscordAPIError
      ? `HTTP ${error.status}`
      : reason(error).slice(0, 200);
  return new BotError('unreachable', `Discord gave no answer to ${doing}: ${said}`, {
    cause: error,
  });
}

/** The number Discord refuses with, where it does. */
export function refusal(error: unknown): number | undefined {
  const cause = error instanceof BotError ? error.cause : error;
  return cause instanceof DiscordAPIError ? Number(cause.code) : undefined;
}

function refused(error: DiscordAPIError, doing: string): BotError {
  const code = Number(error.code);
  const known = error.status === 401 && code !== BAD_WEBHOOK_TOKEN ? token : meanings[code];
  const message = error.message.replace(/\s+/g, ' ').slice(0, 300);
  return new BotError(
    known?.code ?? (error.status === 403 ? 'forbidden' : 'invalid'),
    known?.says ?? `Discord refuses ${doing}: ${message}`,
    { hint: known?.hint, cause: error },
  );
}

const BAD_WEBHOOK_TOKEN = 50_027;

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
