import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { BotError, type ErrorCode } from '../../../../src/errors.ts';
import { variables } from '../config.ts';

interface Meaning {
  readonly code: ErrorCode;
  readonly says: string;
  readonly hint?: string;
}

const invite = 'Invite the bot there: /invite and its name.';
const token = 'Put the token of the app in place and start again: npm start -- setup slack.';

/** What Slack's words mean for who asked: https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const meanings: Readonly<Record<string, Meaning>> = {
  message_not_found: { code: 'not-found', says: 'The message is gone' },
  thread_not_found: { code: 'not-found', says: 'The thread is gone' },
  channel_not_found: { code: 'not-found', says: 'The bot sees no such channel', hint: invite },
  not_in_channel: { code: 'forbidden', says: 'The bot is not in this channel', hint: invite },
  user_not_in_channel: { code: 'forbidden', says: 'This person is not in the channel' },
  is_archived: { code: 'forbidden', says: 'The channel is archived' },
  restricted_action: { code: 'forbidden', says: 'The workspace does not let the bot post there' },
  cannot_dm_bot: { code: 'forbidden', says: 'A bot takes no direct messages' },
  edit_window_closed: { code: 'expired', says: 'The message may not be edited any more' },
  cant_update_message: { code: 'expired', says: 'The message may not be edited' },
  invalid_auth: { code: 'forbidden', says: 'Slack refuses the token', hint: token },
  not_authed: { code: 'forbidden', says: 'Slack was given no token', hint: token },
  token_revoked: { code: 'forbidden', says: 'The token of the app was revoked', hint: token },
  token_expired: { code: 'forbidden', says: 'The token of the app is too old', hint: token },
  account_inactive: { code: 'forbidden', says: 'The app was removed from Slack', hint: token },
  missing_scope: {
    code: 'forbidden',
    says: 'The app lacks a scope for this',
    hint: 'npm start -- setup slack says which, and where it is given.',
  },
};

const silent = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout']);

/** A refusal of Slack as one of ours; `unreachable` leaves open whether it was done. */
export function asBotError(error: unknown, doing: string): BotError {
  if (error instanceof BotError) return error;
  if (error instanceof WebAPIRateLimitedError) {
    return new BotError('busy', 'Slack wants a pause', {
      retryAfterMs: error.retryAfter * 1000,
      cause: error,
    });
  }
  if (error instanceof WebAPIPlatformError) return refused(error, doing);
  const said =
    error instanceof WebAPIHTTPError ? `HTTP ${error.statusCode}` : reason(error).slice(0, 200);
  return new BotError('unreachable', `Slack gave no answer to ${doing}: ${said}`, { cause: error });
}

/** The word Slack refuses with, where it does. */
export function refusal(error: unknown): string | undefined {
  const cause = error instanceof BotError ? error.cause : error;
  return cause instanceof WebAPIPlatformError ? cause.data.error : undefined;
}

function refused(error: WebAPIPlatformError, doing: string): BotError {
  const word = error.data.error;
  if (silent.has(word)) {
    return new BotError('unreachable', `Slack failed at ${doing}: ${word}`, { cause: error });
  }
  const known = meanings[word];
  const where = error.data.response_metadata?.messages?.join('; ') ?? '';
  const said = known?.says ?? `Slack refuses ${doing}: ${word}${where === '' ? '' : ` (${where})`}`;
  return new BotError(known?.code ?? 'invalid', said, { hint: known?.hint, cause: error });
}

function reason(error: unknown): string {
  if (error instanceof WebAPIRequestError) return error.original.message;
  return error instanceof Error ? error.message : String(error);
}

/** At the start: which variable holds the token that Slack does not take. */
export function refusedToken(error: unknown, name: keyof typeof variables): BotError {
  const told = asBotError(error, 'the start');
  if (told.code !== 'forbidden' && told.code !== 'invalid') return told;
  return new BotError(
    'invalid',
    `Slack refuses ${variables[name]}: ${refusal(told) ?? told.message}`,
    {
      hint: told.hint ?? 'npm start -- setup slack tests each token.',
      cause: error,
    },
  );
}
