import { createHash } from 'node:crypto';
import { chmod, link, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BotError } from '../../errors.ts';
import { exec } from '../../exec.ts';

/** This process's own key for guests: the private half never leaves the file. */
export interface OwnKey {
  readonly file: string;
  /** One line for authorized_keys: `ssh-ed25519 AAAA… nakhoda`. */
  readonly publicKey: string;
}

const LIMIT = 15_000;

/** The key in that directory, made when there is none yet. Two that make it at once agree on one. */
export async function ownKey(directory: string, signal: AbortSignal): Promise<OwnKey> {
  const file = join(directory, 'id_ed25519');
  const publicKey = (await publicHalf(file, signal)) ?? (await makeKey(directory, file, signal));
  return { file, publicKey };
}

async function publicHalf(file: string, signal: AbortSignal): Promise<string | undefined> {
  const options = { signal, timeoutMs: LIMIT };
  const { exitCode, stdout } = await exec('ssh-keygen', ['-y', '-P', '', '-f', file], options);
  const [, key] = /^(ssh-ed25519 [A-Za-z\d+/=]+)/.exec(stdout) ?? [];
  return exitCode === 0 && key !== undefined ? `${key} nakhoda` : undefined;
}

async function makeKey(directory: string, file: string, signal: AbortSignal): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const room = await mkdtemp(join(directory, 'new-'));
  try {
    const made = join(room, 'key');
    const words = ['-q', '-t', 'ed25519', '-N', '', '-C', 'nakhoda', '-f', made];
    const { exitCode, stderr } = await exec('ssh-keygen', words, { signal, timeoutMs: LIMIT });
    if (exitCode !== 0) throw new BotError('failed', `No key could be made: ${stderr.trim()}`);
    await chmod(made, 0o600);
    // Whoever was first has made the key of both.
    await link(made, file).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    });
  } finally {
    await rm(room, { recursive: true, force: true });
  }
  const key = await publicHalf(file, signal);
  if (key !== undefined) return key;
  throw new BotError('failed', `${file} is there, but it is no key that can be used`, {
    hint: 'Move it away: a new one is made then, and every guest must be told of it.',
  });
}

/** As ssh shows it: https://man.openbsd.org/ssh-keygen#E */
export function keyFingerprint(key: string): string {
  const blob = Buffer.from(key.split(' ')[1] ?? '', 'base64');
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}
