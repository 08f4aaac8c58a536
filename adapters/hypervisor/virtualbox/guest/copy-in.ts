import { randomUUID } from 'node:crypto';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client.ts';
import { uuidWord } from '../words.ts';
import { type Login, loginWords } from './logins.ts';
import { guestRefusal } from './refusals.ts';

interface Copying {
  readonly client: Client;
  readonly machine: Machine;
  readonly login: Login;
  readonly place: string;
}

interface Copy {
  readonly content: Uint8Array;
  /** In the guest; its folder is there. */
  readonly path: string;
  readonly signal: AbortSignal;
}

/** Milliseconds for a file of some megabytes into a slow guest. */
const LIMIT = 120_000;

/**
 * Copies bytes into a guest. VirtualBox takes them from a file of its host only, which nobody else may read and which
 * is gone in every case: the shell there takes it away, and so does the bot where it had to end that.
 */
export async function copyIn(
  { client, machine, login, place }: Copying,
  { content, path, signal }: Copy,
): Promise<void> {
  const folder = `${place}/nakhoda-${randomUUID()}`;
  const words = ['copyto', ...loginWords(login), `${folder}/content`, path];
  const manage = client.reach.manage(['guestcontrol', uuidWord(machine.id), ...words]);
  const argv = ['sh', '-c', script, 'sh', folder, String(content.byteLength), ...manage];
  const input = Buffer.concat([Buffer.from(`${login.password}\n`), content]);
  try {
    const { exitCode, stderr } = await client.run(argv, { signal, timeoutMs: LIMIT, input });
    if (exitCode !== 0) throw guestRefusal(stderr, machine.name);
  } catch (error) {
    await takeAway(client, folder);
    throw error;
  }
}

/** Standard input is the password in a line of its own, then the content. */
const script = `umask 077
folder=$1 size=$2
shift 2
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM PIPE
mkdir -p "$folder" || exit 1
IFS= read -r password
cat >"$folder/content" || exit 1
[ "$(($(wc -c <"$folder/content")))" -eq "$size" ] || exit 1
printf '%s\\n' "$password" | "$@"`;

/** Milliseconds for it, whatever ended the copying. */
const TAKE_AWAY_LIMIT = 10_000;

async function takeAway(client: Client, folder: string): Promise<void> {
  const options = { signal: AbortSignal.timeout(TAKE_AWAY_LIMIT), timeoutMs: TAKE_AWAY_LIMIT };
  await client.reach.run(['rm', '-rf', '--', folder], options).catch((error: unknown) => {
    client.log.info({ error: String(error), folder }, 'a file that was to be copied stayed');
  });
}
