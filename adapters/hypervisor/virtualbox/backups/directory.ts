import { BotError } from '../../../../src/errors.ts';
import { pause } from '../../../../src/flow/wait.ts';
import { runScript, type ScriptHost } from '../../../../src/host/script.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import type { Manifest } from './manifest.ts';

/** What is not finished lies under this name; no list shows it. */
export function partialOf({ directory }: { readonly directory: string }, { tag }: TaskControl) {
  if (!/^[\w-]+$/.test(tag))
    throw new BotError('invalid', 'the mark of this task is not a plain word');
  return `${directory}/.partial-${tag}`;
}

/** Enough of the task's mark to tell two things of one second apart. */
export function shortTag({ tag }: TaskControl): string {
  return tag
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(-8);
}

const prepareScript = `
umask 077
mkdir -p -- "\${1%/*}" && rm -rf -- "$1" && mkdir -- "$1"
`;

/** Nothing has been told to write there yet, so it is safe to repeat. */
export async function prepareDirectory(
  host: ScriptHost,
  directory: string,
  signal: AbortSignal,
): Promise<null> {
  await runScript(host, [prepareScript, directory], { signal });
  return null;
}

/** Arguments: the unfinished directory, its last name, the manifest. The rename makes it a backup. */
const commitScript = `
umask 077
[ -e "$2/manifest.json" ] && exit 0
cd "$1" && rm -rf -- .job-* || exit 1
printf '%s\\n' "$3" >manifest.json && sync -- manifest.json . 2>/dev/null || sync
[ -s manifest.json ] && mv -T -- "$1" "$2" && { sync -- "\${2%/*}" 2>/dev/null || sync; }
`;

export async function commit(
  host: ScriptHost,
  { task, manifest, from, to }: { task: TaskControl; manifest: Manifest; from: string; to: string },
): Promise<void> {
  await task.step('give the backup its name', {
    do: async () => {
      const words = [from, to, JSON.stringify(manifest)] as const;
      await runScript(host, [commitScript, ...words], { signal: task.signal });
      return null;
    },
    look: async (signal) =>
      (await exists(host, to, signal)) ? { found: 'done', result: null } : { found: 'not-done' },
  });
}

export async function exists(
  host: ScriptHost,
  path: string,
  signal: AbortSignal,
): Promise<boolean> {
  const script = '[ -e "$1" ] && echo yes || echo no';
  return (await runScript(host, [script, path], { signal })).trim() === 'yes';
}

/** Arguments: directories as patterns of find(1). Whoever has a file of one open is still at work there. */
const quietScript = `
for pattern; do
  [ -z "$(find /proc/[0-9]*/fd -lname "$pattern/*" -print -quit 2>/dev/null)" ] || { echo busy; exit 0; }
done
echo quiet
`;

/** Milliseconds between two looks. */
const BETWEEN = 500;

/**
 * Waits until no process has anything open in these directories: VirtualBox goes on by itself when its client was
 * killed. Two looks in a row, as it opens its files a moment after it was asked.
 */
export async function becomesQuiet(
  host: ScriptHost,
  directories: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const patterns = directories.map((directory) => directory.replace(/[[\]*?\\]/g, '\\$&'));
  for (let quiet = 0; ; ) {
    const said = await runScript(host, [quietScript, ...patterns], { signal });
    quiet = said.trim() === 'quiet' ? quiet + 1 : 0;
    if (quiet === 2) return;
    await pause(BETWEEN, signal);
  }
}

/** Milliseconds: a large file takes an old file system its time. */
const DISCARD_LIMIT = 300_000;

export async function discard(host: ScriptHost, directory: string): Promise<void> {
  const { signal } = new AbortController();
  const options = { signal, timeoutMs: DISCARD_LIMIT };
  await runScript(host, ['rm -rf -- "$1"', directory], options);
}
