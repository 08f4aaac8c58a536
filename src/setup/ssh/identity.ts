import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { homedir, hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { BotError } from '../../errors.ts';
import { exec } from '../../exec.ts';
import type { Choice, Interview } from '../../interview.ts';
import { sayings } from '../../sayings.ts';
import type { SetupServices } from '../../site.ts';

interface Account {
  /** `alice@kvm1.example.org` */
  readonly where: string;
  readonly mayBeWindows: boolean;
}

/** The private key the bot shows there; nothing where ssh itself is to know. */
export async function askIdentity(
  interview: Interview,
  { directory }: SetupServices,
  account: Account,
): Promise<string | undefined> {
  const own = join(directory, 'id_ed25519');
  const choices: Choice<string>[] = [
    existsSync(own)
      ? { value: own, label: `${own}, the bot's own` }
      : { value: 'new', label: 'a new key for the bot alone' },
    ...(await keysOf(join(homedir(), '.ssh'))).map((file) => ({ value: file, label: file })),
    { value: 'other', label: 'another file' },
    { value: 'ssh', label: 'what ssh takes by itself: the agent, ~/.ssh/config' },
  ];
  const chosen = await interview.choose({ label: 'Which key does the bot show there?', choices });
  if (chosen === 'ssh') return undefined;
  if (chosen === 'new') return makeKey(interview, own, account);
  const file = chosen === 'other' ? await askFile(interview) : chosen;
  await warnOfPassphrase(interview, file);
  return file;
}

/** Private keys that have their public half beside them. */
async function keysOf(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch((): string[] => []);
  return names
    .filter((name) => names.includes(`${name}.pub`))
    .map((name) => join(directory, name))
    .sort();
}

async function askFile(interview: Interview): Promise<string> {
  const answer = await interview.text({
    label: 'The file of the private key',
    problem: (typed) => (existsSync(fromHome(typed)) ? undefined : 'There is no such file'),
  });
  return fromHome(answer);
}

function fromHome(typed: string): string {
  return resolve(typed.replace(/^~(?=\/)/, homedir()));
}

async function makeKey(
  interview: Interview,
  file: string,
  { where, mayBeWindows }: Account,
): Promise<string> {
  await mkdir(join(file, '..'), { recursive: true, mode: 0o700 });
  const comment = `nakhoda@${hostname()}`;
  const words = ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', file];
  const options = { signal: interview.signal, timeoutMs: 10_000 };
  const { exitCode, stderr } = await exec('ssh-keygen', words, options);
  if (exitCode !== 0) {
    throw new BotError('failed', `The key could not be made: ${sayings(stderr).join(' ')}`);
  }
  const line = (await readFile(`${file}.pub`, 'utf8')).trim();
  interview.say(`Made ${file}; it stays, even if you leave now.`);
  interview.say(`Put this line into ~/.ssh/authorized_keys of ${where}:`);
  interview.say(line);
  // https://learn.microsoft.com/windows-server/administration/openssh/openssh_keymanagement
  if (mayBeWindows) {
    interview.say('On Windows, for an administrator, it belongs into another file:');
    interview.say('  C:\\ProgramData\\ssh\\administrators_authorized_keys');
  }
  await interview.confirm('Is it there?', true);
  return file;
}

async function warnOfPassphrase(interview: Interview, file: string): Promise<void> {
  const options = { signal: interview.signal, timeoutMs: 10_000 };
  const { exitCode, stderr } = await exec('ssh-keygen', ['-y', '-P', '', '-f', file], options);
  if (exitCode === 0) return;
  interview.say(`ssh-keygen says of it: ${sayings(stderr).at(-1) ?? 'nothing'}`);
  interview.say('With a passphrase, an agent must hold it: the bot passes SSH_AUTH_SOCK on.');
}
