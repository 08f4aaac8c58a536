import { BotError } from '../../../../src/errors.ts';
import { keepSecret } from '../../../../src/redact.ts';
import type { Renames } from './names.ts';

/** What of the settings is needed to speak with Discord at all. */
export interface AccountSettings {
  readonly token?: string | undefined;
  readonly apiUrl?: string | undefined;
  readonly guild?: string | undefined;
  readonly commands?: Renames | undefined;
}

export const TOKEN = 'DISCORD_TOKEN';

/** The token as configured, else from the environment. Throws `invalid` where there is none. */
export function tokenOf({ token = process.env[TOKEN] }: AccountSettings): string {
  if (token !== undefined && token !== '') return keepSecret(token);
  throw new BotError('invalid', `${TOKEN} is not set`, {
    hint: 'It stands under Bot, Token of the app on discord.com/developers/applications. npm start -- setup discord asks for it.',
  });
}

export const apiUrlOf = (
  { apiUrl }: Pick<AccountSettings, 'apiUrl'>,
  env: NodeJS.ProcessEnv = process.env,
): string => apiUrl ?? env['DISCORD_API_URL'] ?? 'https://discord.com/api';
