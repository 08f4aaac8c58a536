import type { BotError } from '../../../../src/errors.ts';
import { fits, type Interview } from '../../../../src/interview.ts';
import { keepSecret } from '../../../../src/redact.ts';
import type { SetupServices } from '../../../../src/site.ts';
import { askEntry } from '../checks/entry-points.ts';
import type { ClientSettings } from '../client/create-client.ts';
import { Config } from '../config.ts';
import type { Door } from './door.ts';

/** Who the bot is there: what its client needs now, and what stands in the configuration. */
export interface Identity {
  readonly client: ClientSettings;
  readonly settings: Readonly<Record<string, unknown>>;
  /** `9.2.11` */
  readonly version: string;
}

const tokenId = Config.shape.token.unwrap().shape.id;
const userName = Config.shape.user.unwrap().shape.name;

/** Asks until Proxmox lets us in. The secret is kept in a file of its own. */
export async function askIdentity(
  interview: Interview,
  services: SetupServices,
  door: Door,
): Promise<Identity> {
  const kind = await interview.choose({
    label: 'How does the bot sign in?',
    choices: [
      { value: 'token', label: 'with an API token: recommended' },
      { value: 'user', label: 'as a user with a password' },
    ],
  });
  if (kind === 'token') {
    interview.say(
      'Make one as docs/proxmox.md says, or under Datacenter → Permissions → API Tokens.',
    );
  }
  for (;;) {
    const typed = kind === 'token' ? await askToken(interview) : await askUser(interview);
    const client = { urls: [door.origin], ...trustOf([door]), ...typed.login };
    const { version, error } = await askEntry(client, door.origin, interview.signal);
    if (version !== undefined) {
      const host = new URL(door.origin).hostname.replaceAll(/[^\w.-]/g, '_');
      const file = await services.keep(`proxmox-${kind}-${host}`, `${typed.secret}\n`);
      return { client, settings: typed.settings(file), version };
    }
    tell(interview, error);
  }
}

function tell(interview: Interview, error: BotError | undefined): void {
  interview.say(`✗ ${error?.message ?? 'Proxmox does not answer'}`);
  if (error?.hint) interview.say(`  ${error.hint}`);
}

async function askToken(interview: Interview) {
  const id = await interview.text({
    label: 'The token’s id, user@realm!name',
    problem: fits(tokenId),
  });
  const secret = keepSecret((await interview.secret({ label: 'Its secret' })).trim());
  return {
    login: { token: { id, secret } },
    secret,
    settings: (file: string) => ({ token: { id, secret: { file } } }),
  };
}

async function askUser(interview: Interview) {
  const name = await interview.text({ label: 'The user, name@realm', problem: fits(userName) });
  const secret = keepSecret(await interview.secret({ label: 'The password' }));
  return {
    login: { user: { name, password: secret } },
    secret,
    settings: (file: string) => ({ user: { name, password: { file } } }),
  };
}

/** What is pinned is believed alone, so then every door is; the authority of a cluster signs for all its nodes. */
export function trustOf(doors: readonly Door[]): Pick<ClientSettings, 'fingerprints' | 'ca'> {
  const ways = new Set(doors.map(({ by }) => by));
  const ca = doors.find((door) => door.ca !== undefined)?.ca;
  if (ca !== undefined && !ways.has('person')) return { ca };
  if (!ways.has('person') && !ways.has('cluster')) return {};
  return { fingerprints: [...new Set(doors.map(({ fingerprint }) => fingerprint))] };
}
