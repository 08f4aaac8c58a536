import { BotError } from '../../../../src/errors.ts';
import { runScript, type ScriptOptions } from '../../../../src/host/script.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import type { Reach } from '../reach.ts';
import { uuidWord } from '../words.ts';
import type { Manifest } from './manifest.ts';
import type { Plan } from './plan.ts';
import { pushXml } from './push-xml.ts';

/** What is not finished lies under this name; no list shows it. */
export function partialOf({ directory }: { readonly directory: string }, { tag }: TaskControl) {
  if (!/^[\w-]+$/.test(tag))
    throw new BotError('invalid', 'the mark of this task is not a plain word');
  return `${directory}/.partial-${tag}`;
}

/**
 * Arguments: directory, what backup-begin reads, the file of firmware variables or nothing, UUID, virsh with its
 * connection. QEMU's user passes through the directory but cannot list it; the definition, which may hold passwords,
 * is for its owner alone and does not pass through the bot.
 */
const prepareScript = `
directory=$1 xml=$2 nvram=$3 uuid=$4; shift 4
umask 066
mkdir -p -- "\${directory%/*}" && rm -rf -- "$directory" && mkdir -- "$directory" && cd "$directory" || exit 1
umask 077
"$@" dumpxml "$uuid" --inactive --security-info >domain.xml || exit 1
[ -z "$nvram" ] || [ ! -f "$nvram" ] || cp -- "$nvram" nvram || exit 1
printf %s "$xml" >backup.xml
`;

/** Nothing has been told to write there yet, so it is safe to repeat. */
export async function prepareDirectory(
  reach: Reach,
  { machine, plan, directory }: { machine: Machine; plan: Plan; directory: string },
  options: ScriptOptions,
): Promise<null> {
  const xml = pushXml(plan.disks, directory);
  const words = [directory, xml, plan.nvram ?? '', uuidWord(machine.id), ...reach.virsh([])];
  await runScript(reach, [prepareScript, ...words], options);
  return null;
}

/** Arguments: the unfinished directory, its last name, the manifest. The rename makes it a backup. */
const commitScript = `
umask 077
[ -e "$2/manifest.json" ] && exit 0
cd "$1" && rm -rf -- .job-* backup.xml || exit 1
chmod 700 . && printf '%s\\n' "$3" >manifest.json && sync -- manifest.json . 2>/dev/null || sync
[ -s manifest.json ] && mv -T -- "$1" "$2" && { sync -- "\${2%/*}" 2>/dev/null || sync; }
`;

export async function commit(
  reach: Reach,
  { task, manifest, from, to }: { task: TaskControl; manifest: Manifest; from: string; to: string },
): Promise<void> {
  await task.step('give the backup its name', {
    do: async () => {
      const words = [from, to, JSON.stringify(manifest)] as const;
      await runScript(reach, [commitScript, ...words], { signal: task.signal });
      return null;
    },
    look: async (signal) =>
      (await exists(reach, to, signal)) ? { found: 'done', result: null } : { found: 'not-done' },
  });
}

export async function exists(reach: Reach, path: string, signal: AbortSignal): Promise<boolean> {
  const script = '[ -e "$1" ] && echo yes || echo no';
  return (await runScript(reach, [script, path], { signal })).trim() === 'yes';
}

/** Arguments: an unfinished directory. Its jobs end first, so that none writes it anew. */
const discardScript = `
[ -d "$1" ] || exit 0
cd "$1" || exit 1
for file in .job-*/pid; do
  read -r pid began <"$file" 2>/dev/null || continue
  [ -n "$began" ] && [ "$(cut -d ' ' -f 22 "/proc/$pid/stat" 2>/dev/null)" = "$began" ] && kill -s KILL -- "-$pid"
done
cd / && rm -rf -- "$1"
`;

const DISCARD_LIMIT = 60_000;

export async function discard(reach: Reach, directory: string): Promise<void> {
  const { signal } = new AbortController();
  const options = { signal, timeoutMs: DISCARD_LIMIT };
  await runScript(reach, [discardScript, directory], options);
}
