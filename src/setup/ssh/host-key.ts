import { createHash } from 'node:crypto';
import { exec } from '../../exec.ts';
import type { Interview } from '../../interview.ts';
import { sayings } from '../../sayings.ts';
import type { SetupServices } from '../../site.ts';

/** Where the host's ssh listens. */
interface Door {
  readonly hostname: string;
  readonly port: number;
  /** Reached through another host, where a scan does not get. */
  readonly proxied: boolean;
  readonly mayBeWindows: boolean;
}

interface HostKey {
  readonly type: string;
  /** As it stands in a known_hosts file, base64. */
  readonly key: string;
}

type Pinned = { readonly file: string } | undefined | 'another-host';

/** The best first. */
const types = ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp521', 'ssh-rsa'];

/**
 * Fetches the host's key, has a person compare its fingerprint, and writes it into a file of the bot's own.
 * Nothing where the person's known_hosts is to count instead.
 */
export async function pinHostKey(
  interview: Interview,
  services: SetupServices,
  door: Door,
): Promise<Pinned> {
  if (door.proxied) {
    interview.say('ssh gets there through another host, so its key cannot be fetched from here.');
    interview.say('The key in your own known_hosts will count: sign in there once by hand.');
    return undefined;
  }
  for (;;) {
    const found = await scan(door, interview.signal);
    if ('key' in found) {
      const confirmed = await compare(interview, door, found);
      const line = `${nameIn(door)} ${found.type} ${found.key}\n`;
      const file = `known_hosts-${door.hostname.replace(/[^\w.-]/g, '_')}-${door.port}`;
      if (confirmed) return { file: await services.keep(file, line) };
      interview.say('Then it is not pinned.');
    } else {
      interview.say(`The key of that host could not be fetched: ${found.reason}`);
    }
    const next = await interview.choose({
      label: 'What now?',
      choices: [
        { value: 'again', label: 'fetch it once more' },
        { value: 'another-host', label: 'another host, port or user' },
        { value: 'own', label: 'go on; the key in my own known_hosts counts' },
      ],
    });
    if (next === 'another-host') return next;
    if (next === 'own') return undefined;
  }
}

/** https://man.openbsd.org/ssh-keyscan */
async function scan(
  { hostname, port }: Door,
  signal: AbortSignal,
): Promise<HostKey | { readonly reason: string }> {
  const words = ['-T', '5', '-t', 'ed25519,ecdsa,rsa', '-p', String(port), '--', hostname];
  const { stdout, stderr } = await exec('ssh-keyscan', words, { signal, timeoutMs: 20_000 });
  const keys = keysIn(stdout);
  const [best] = types.flatMap((type) => keys.filter((key) => key.type === type));
  const said = sayings(stderr).filter((line) => !line.startsWith('#'));
  return best ?? { reason: said.at(-1) ?? `nothing answers as ssh on port ${port}` };
}

function keysIn(text: string): HostKey[] {
  return [...text.matchAll(/^[^#\s]\S* (\S+) ([\w+/]+=*)/gm)].map(([, type = '', key = '']) => ({
    type,
    key,
  }));
}

async function compare(interview: Interview, door: Door, { type, key }: HostKey): Promise<boolean> {
  const { hostname, port } = door;
  interview.say(`The host at ${hostname}, port ${port}, shows this ${type} key:`);
  interview.say(`  ${fingerprint(key)}`);
  const known = (await ownKeys(door, interview.signal)).filter((each) => each.type === type);
  if (known.some((each) => each.key === key)) {
    interview.say('Your own known_hosts holds the same key.');
    return interview.confirm('Pin it for the bot?', true);
  }
  if (known.length > 0) {
    interview.say('WARNING: your own known_hosts holds ANOTHER key for this host:');
    for (const each of known) interview.say(`  ${fingerprint(each.key)}`);
    interview.say('The host was made anew, or somebody stands between you and it.');
  }
  interview.say('Compare it with what the host itself says:');
  interview.say(`  ssh-keygen -lf /etc/ssh/ssh_host_${fileWord(type)}_key.pub`);
  if (door.mayBeWindows) {
    interview.say('or, on Windows:');
    interview.say(`  ssh-keygen -lf C:\\ProgramData\\ssh\\ssh_host_${fileWord(type)}_key.pub`);
  }
  return interview.confirm('Is it the same?');
}

function fileWord(type: string): string {
  return /ed25519|ecdsa|rsa/.exec(type)?.[0] ?? 'ed25519';
}

/** `SHA256:…` as OpenSSH writes it: the digest of the key's bytes, base64 without its padding. */
function fingerprint(key: string): string {
  const digest = createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64');
  return `SHA256:${digest.replace(/=+$/, '')}`;
}

async function ownKeys(door: Door, signal: AbortSignal): Promise<HostKey[]> {
  const options = { signal, timeoutMs: 5_000 };
  return keysIn((await exec('ssh-keygen', ['-F', nameIn(door)], options)).stdout);
}

/** https://man.openbsd.org/sshd#SSH_KNOWN_HOSTS_FILE_FORMAT */
function nameIn({ hostname, port }: Door): string {
  return port === 22 ? hostname : `[${hostname}]:${port}`;
}
