import { BotError } from '../errors.ts';
import { keepSecret } from '../redact.ts';
import type { Ground } from './ground.ts';

/** The variable that holds the address of a PostgreSQL of one's own. */
export const variable = 'DATABASE_URL';

/** What goes into the configuration, and the secret that goes into `.env`. */
export interface DatabaseAnswer {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secret?: string | undefined;
}

const settings = { database: { url: { env: variable } } };

/** The embedded PostgreSQL, or one that several bots can share: asked as a secret, and tested. */
export async function askDatabase(ground: Ground): Promise<DatabaseAnswer> {
  const { interview, env } = ground;
  const given = env[variable];
  if (given !== undefined && given !== '') {
    interview.say(`${variable} is set already; the bot uses it.`);
    await tested(ground, keepSecret(given));
    return { settings: {} };
  }
  const kind = await interview.choose({
    label: 'Where does the bot keep what it knows?',
    choices: [
      { value: 'embedded', label: 'in a PostgreSQL of its own, started with it' },
      { value: 'own', label: 'in your PostgreSQL: for several bots, or your own backups of it' },
    ],
  });
  return kind === 'embedded' ? { settings: {} } : askAddress(ground);
}

async function askAddress(ground: Ground): Promise<DatabaseAnswer> {
  for (;;) {
    const url = await ground.interview.secret({
      label: 'Its address, postgresql://user:password@host:5432/database',
    });
    if (await tested(ground, url)) return { settings, secret: url };
    const next = await ground.interview.choose({
      label: 'What now?',
      choices: [
        { value: 'again', label: 'type it again' },
        { value: 'anyway', label: 'take it as it is; the bot does not start until it answers' },
        { value: 'embedded', label: 'use a PostgreSQL of its own instead' },
      ],
    });
    if (next === 'anyway') return { settings, secret: url };
    if (next === 'embedded') return { settings: {} };
  }
}

async function tested({ interview, testDatabase }: Ground, url: string): Promise<boolean> {
  try {
    interview.say(`It answers: ${await testDatabase(url)}.`);
    return true;
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    interview.say(`${error.message}${error.hint ? `\n${error.hint}` : ''}`);
    return false;
  }
}
