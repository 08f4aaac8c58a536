import type { Machine } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import type { Client } from '../client.ts';
import { isActive, readNow } from '../domain.ts';
import { parseList } from '../machines.ts';
import { readRecords } from '../snapshot-records.ts';
import { uuidWord } from '../words.ts';
import { parseDefinition } from './disks.ts';
import { runScript } from './host-script.ts';
import type { RestoredDisk } from './restore-disks.ts';

/** Files of the machine that is overwritten, as its definition named them. */
export interface OldDisks {
  readonly paths: readonly string[];
}

export async function readOld(
  client: Client,
  machine: Machine,
  signal: AbortSignal,
): Promise<OldDisks> {
  const [xml = ''] = await client.query([`dumpxml ${uuidWord(machine.id)} --inactive`], {
    signal,
    name: machine.name,
  });
  const files = parseDefinition(xml).disks.filter(
    ({ leftOut, type }) => leftOut === undefined && type === 'file',
  );
  return { paths: files.flatMap(({ path }) => path ?? []) };
}

export interface Clearing {
  readonly machine: Machine;
  readonly old: OldDisks;
  readonly task: TaskControl;
  readonly disks: readonly RestoredDisk[];
}

/** What the restored machine cannot use any more. Each part is safe to repeat; says what stays. */
export async function clearOld(
  client: Client,
  { machine, old, task, disks }: Clearing,
): Promise<string[]> {
  const id = uuidWord(machine.id);
  await task.step('forget its snapshots', {
    do: async () => {
      await client.answers([`managedsave-remove ${id}`], { signal: task.signal });
      await forgetSnapshots(client, machine, task.signal);
      return null;
    },
  });
  return task.step('delete the old disks', {
    do: async () => {
      const now = await readNow(client, machine, task.signal);
      if (isActive(now)) return [`${machine.name} was started meanwhile: its old disks stay`];
      const keep = disks.map(({ path }) => path);
      const paths = old.paths.filter((path) => !keep.includes(path));
      return deleteUnused(client, { machine, paths, signal: task.signal });
    },
  });
}

async function forgetSnapshots(
  client: Client,
  machine: Machine,
  signal: AbortSignal,
): Promise<void> {
  const { reach } = client;
  const records = await readRecords(client, machine, signal);
  for (const { name } of records) {
    const words = ['snapshot-delete', uuidWord(machine.id), `--snapshotname=${name}`, '--metadata'];
    await reach.run(reach.virsh(words), { signal, timeoutMs: 20_000 });
  }
}

/**
 * Arguments: how many paths may go, those, then the disks of all other machines. What another image stands on, or
 * what cannot be told, stays: a line for each. Images that lie beside them are asked too.
 */
const deleteScript = `
count=$1; shift
chains() {
  for image; do
    [ -f "$image" ] || [ -b "$image" ] || continue
    qemu-img info -U --output=json --backing-chain "$image" 2>/dev/null || qemu-img info -U --output=json "$image" 2>/dev/null
  done | sed -n 's/^ *"\\(full-backing-filename\\|backing-filename\\|filename\\)": "\\(.*\\)",\\{0,1\\}$/\\2/p'
}
number=0
for path; do
  number=$((number + 1)); [ "$number" -le "$count" ] || break
  [ -f "$path" ] || continue
  used=no
  other=0
  for image; do
    other=$((other + 1)); [ "$other" -gt "$count" ] || continue
    [ "$image" -ef "$path" ] && used=yes
    chains "$image" | { while read -r base; do [ "$base" -ef "$path" ] && exit 1; done; exit 0; } || used=yes
  done
  for image in "\${path%/*}"/*; do
    [ "$image" -ef "$path" ] || chains "$image" | { while read -r base; do [ "$base" -ef "$path" ] && exit 1; done; exit 0; } || used=yes
  done
  if [ "$used" = yes ]; then echo "kept $number"; else rm -f -- "$path" || echo "kept $number"; fi
done
exit 0
`;

/** Milliseconds: every image in the directory is opened once. */
const LIMIT = 120_000;

async function deleteUnused(
  client: Client,
  { machine, paths, signal }: { machine: Machine; paths: readonly string[]; signal: AbortSignal },
): Promise<string[]> {
  // QEMU tells its files in JSON; names that it would write otherwise than they are cannot be compared.
  const plain = paths.filter((path) => /^[ !#-[\]-~]+$/.test(path));
  if (plain.length < paths.length) return paths.map((path) => `${path} stays`);
  if (paths.length === 0) return [];
  const others = await disksOfOthers(client, machine, signal);
  const words = [String(paths.length), ...paths, ...others];
  const out = await runScript(client.reach, [deleteScript, ...words], { signal, timeoutMs: LIMIT });
  return [...out.matchAll(/^kept (\d+)$/gm)].map(
    ([, number]) => `${paths[Number(number) - 1]} stays: another image stands on it`,
  );
}

async function disksOfOthers(
  client: Client,
  machine: Machine,
  signal: AbortSignal,
): Promise<string[]> {
  const [list = ''] = await client.query(['list --all --uuid --name'], { signal });
  const others = parseList(list).filter(({ id }) => id !== machine.id);
  if (others.length === 0) return [];
  const answers = await client.answers(
    others.map(({ id }) => `dumpxml ${id}`),
    { signal },
  );
  return [
    ...new Set(
      answers
        .flatMap(({ out, err }) => (err === '' ? parseDefinition(out).disks : []))
        .flatMap(({ path }) => path ?? []),
    ),
  ];
}
