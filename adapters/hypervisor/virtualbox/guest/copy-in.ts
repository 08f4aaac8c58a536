import { randomUUID } from 'node:crypto';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client.ts';
import { givenFile } from '../windows/own-file.ts';
import { forgetScript } from '../windows/own-file-scripts.ts';
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
  const isWindows = (await client.reach.os(signal)) === 'windows';
  const name = `nakhoda-${randomUUID()}`;
  const folder = isWindows ? name : `${place}/${name}`;
  const words = (file: string) =>
    client.reach.manage([
      ...['guestcontrol', uuidWord(machine.id), 'copyto', ...loginWords(login), file, path],
    ]);
  const size = String(content.byteLength);
  const input = Buffer.concat([Buffer.from(`${login.password}\n`), content]);
  const options = { signal, timeoutMs: LIMIT, input };
  try {
    const { exitCode, stderr } = isWindows
      ? await client.run(words(name), { ...options, by: givenFile(name, size) })
      : await client.run(
          ['sh', '-c', script, 'sh', folder, size, ...words(`${folder}/content`)],
          options,
        );
    if (exitCode !== 0) throw guestRefusal(stderr, machine.name);
  } catch (error) {
    await takeAway(client, folder, isWindows);
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

async function takeAway({ reach, log }: Client, folder: string, isWindows: boolean): Promise<void> {
  const options = { signal: AbortSignal.timeout(TAKE_AWAY_LIMIT), timeoutMs: TAKE_AWAY_LIMIT };
  const gone = isWindows
    ? reach.script(forgetScript, [folder], options.signal)
    : reach.run(['rm', '-rf', '--', folder], options);
  await gone.catch((error: unknown) => {
    log.info({ error: String(error), folder }, 'a file that was to be copied stayed');
  });
}
