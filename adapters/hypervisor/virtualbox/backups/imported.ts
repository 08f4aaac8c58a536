import { runScript, type ScriptHost } from '../../../../src/host/script.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import type { Client } from '../client.ts';
import { readInfo } from '../info.ts';
import { parseList } from '../list.ts';
import { uuidWord } from '../words.ts';

/** The machine that an import makes: VirtualBox gives it a UUID, its settings are where we say. */
export interface Import {
  readonly name: string;
  readonly folder: string;
  readonly settingsFile: string;
}

/** Arguments: the mark, then folders. The first that can be made is taken, and holds the mark. */
const makeScript = `
umask 077
mark=.nakhoda-$1; shift
mkdir -p -- "\${1%/*}" || exit 1
for folder; do
  [ -e "$folder/$mark" ] && { printf %s "$folder"; exit 0; }
done
for folder; do
  mkdir -- "$folder" && : >"$folder/$mark" && { printf %s "$folder"; exit 0; }
done
exit 1
`;

/** A folder of the operation's own. Safe to repeat: the mark tells it again. */
export function makeFolder(
  host: ScriptHost,
  { folders, task }: { readonly folders: readonly string[]; readonly task: TaskControl },
): Promise<string> {
  return task.step('make its folder', {
    do: () => runScript(host, [makeScript, task.tag, ...folders], { signal: task.signal }),
  });
}

/** Arguments: folder, mark. What served the import goes. */
const keepScript = 'cd "$1" && rm -rf -- .job-import ".nakhoda-$2"';

export async function keepFolder(
  host: ScriptHost,
  folder: string,
  { tag, signal }: TaskControl,
): Promise<null> {
  await runScript(host, [keepScript, folder, tag], { signal });
  return null;
}

/** By where its settings are, since names are not unique. */
export async function findImported(
  client: Client,
  { name, settingsFile }: Import,
  signal: AbortSignal,
): Promise<string | undefined> {
  const listed = parseList(await client.ask(['list', 'vms'], { signal }));
  for (const { id } of listed.filter((one) => one.name === name)) {
    const info = await readInfo(client, { id, name }, { signal });
    if (info.settingsFile === settingsFile) return id;
  }
  return undefined;
}

/** Milliseconds: a large file takes an old file system its time. */
const REMOVE_LIMIT = 300_000;

/** Arguments: folder, mark. Only a folder that is still the operation's goes. */
const removeScript = '[ -e "$1/.nakhoda-$2" ] || exit 0; rm -rf -- "$1"';

export async function removeImported(
  client: Client,
  made: Import,
  { tag, report }: TaskControl,
): Promise<void> {
  const signal = AbortSignal.timeout(REMOVE_LIMIT);
  const id = await findImported(client, made, signal);
  if (id !== undefined) {
    const acting = { task: { signal, report }, name: made.name, note: 'removing what was made' };
    await client.tidy(['unregistervm', uuidWord(id), '--delete'], acting);
  }
  const options = { signal, timeoutMs: REMOVE_LIMIT };
  await runScript(client.reach, [removeScript, made.folder, tag], options);
}
