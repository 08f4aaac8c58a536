import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exec } from '../../exec.ts';
import { sshWords } from '../../ssh.ts';
import { ownKey } from './key.ts';
import { ALIAS } from './pinned-key.ts';
import { readRefusal, refusalError } from './refusals.ts';
import { guestSettings } from './shell.ts';
import type { GuestAddress } from './way.ts';

/** A guest's ssh, seen for the first time. */
export interface Met {
  readonly hostKey: string;
  /** It lets the bot in already. */
  readonly letsIn: boolean;
}

const LIMIT = 25_000;
/** More than a banner and a greeting. */
const MAX_CHARS = 256 * 1024;

/**
 * Asks an ssh for its key, over the very way that is used later, and runs nothing there. Throws why there was no
 * answer. `accept-new` writes the key down as soon as it has proved that it has it:
 * https://man.openbsd.org/ssh_config#StrictHostKeyChecking
 */
export async function meetGuest(
  to: GuestAddress & { readonly name: string; readonly relay?: readonly string[] | undefined },
  { directory, signal }: { readonly directory: string; readonly signal: AbortSignal },
): Promise<Met> {
  const { file } = await ownKey(directory, signal);
  const room = await mkdtemp(join(tmpdir(), 'nkh-'));
  try {
    const known = join(room, 'known');
    const settings = { ...guestSettings(to, to.relay), identity: file, knownHosts: known };
    const words = ['-o', 'StrictHostKeyChecking=accept-new', '-o', 'HashKnownHosts=no'];
    const argv = [...words, ...sshWords(settings), '--', to.address, 'exit 0'];
    const options = { signal, timeoutMs: LIMIT, maxChars: MAX_CHARS };
    const { exitCode, stderr } = await exec('ssh', argv, options);
    const text = await readFile(known, 'utf8').catch(() => '');
    const [, hostKey] = new RegExp(`^${ALIAS} (\\S+ [A-Za-z\\d+/=]+)$`, 'm').exec(text) ?? [];
    if (hostKey !== undefined) return { hostKey, letsIn: exitCode === 0 };
    throw refusalError(readRefusal(stderr), to.name);
  } finally {
    await rm(room, { recursive: true, force: true });
  }
}
