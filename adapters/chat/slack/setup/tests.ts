import type { WebClient } from '@slack/web-api';
import type { Log } from '../../../../src/log.ts';
import { needed, optional, type Scope } from '../manifest/scopes.ts';
import { asBotError, refusal } from '../web/errors.ts';
import { createWeb } from '../web/web.ts';

export interface Tested {
  /** Who the bot is, and where. */
  readonly name: string;
  readonly team: string;
  readonly appId: string | undefined;
  readonly missing: readonly Scope[];
  readonly without: readonly Scope[];
}

interface Access {
  readonly apiUrl: string;
  readonly log: Log;
}

/** Asks Slack who the token is for and what it may. Throws what Slack says of a bad one. */
export async function testBotToken(token: string, access: Access): Promise<Tested> {
  const web = createWeb({ ...access, token });
  const me = await tested('auth.test', () => web.auth.test());
  const granted = new Set(me.response_metadata?.scopes ?? []);
  const lacking = (scopes: readonly Scope[]) => scopes.filter(({ name }) => !granted.has(name));
  return {
    name: me.user ?? 'nakhoda',
    team: me.team ?? 'the workspace',
    appId: await appOf(web, me.bot_id),
    missing: lacking(needed),
    without: lacking(optional),
  };
}

/** Opens nothing: it only asks whether a socket could be opened. */
export async function testAppToken(token: string, access: Access): Promise<void> {
  const web = createWeb({ ...access, token });
  await tested('apps.connections.open', () => web.apps.connections.open({}));
}

/** Only to point at the app's own page; without `users:read` it is not told. */
async function appOf(web: WebClient, bot: string | undefined): Promise<string | undefined> {
  if (bot === undefined) return undefined;
  const found = await web.bots.info({ bot }).catch(() => undefined);
  return found?.bot?.app_id;
}

async function tested<T>(method: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw asBotError(error, method);
  }
}

/** What to do about a token that Slack refuses, in the words of its pages. */
export function adviceFor(error: unknown, name: 'bot' | 'app'): string {
  const word = refusal(error);
  if (word === 'missing_scope' || word === 'not_allowed_token_type') {
    return name === 'app'
      ? 'This token lacks connections:write, or is of another kind: it begins with xapp-.'
      : 'This is not the bot token: it begins with xoxb- and stands under OAuth & Permissions.';
  }
  const { message, hint } = asBotError(error, 'the test');
  return word === undefined ? message : `${message} (${word}). ${hint ?? ''}`.trim();
}
