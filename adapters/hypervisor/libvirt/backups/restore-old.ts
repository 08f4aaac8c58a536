import { runScript } from '../../../../src/host/script.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import type { Client } from '../client.ts';
import { isActive, readNow } from '../domain.ts';
import { readRecords } from '../snapshots/records.ts';
import { overlaysOf, readStock, type Stock, type UntoldDisk, usesOf } from '../storage/stock.ts';
import { uuidWord } from '../words.ts';
import { parseDefinition } from './disks.ts';
import type { RestoredDisk } from './restore-disks.ts';

/** Files of the machine that is overwritten, as its definition named them. */
export interface OldDisks {
  readonly paths: readonly string[];
  /** What its snapshots kept beside its disks: their layers, the files below and their memory. */
  readonly ofSnapshots?: readonly string[] | undefined;
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
  const records = await readRecords(client, machine, signal);
  const ofSnapshots = records.flatMap(({ disksThen, layers, memoryFile }) => [
    ...disksThen,
    ...layers,
    ...(memoryFile === undefined ? [] : [memoryFile]),
  ]);
  return { paths: files.flatMap(({ path }) => path ?? []), ofSnapshots };
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
      // With another run of it they are of use again, and what that one saves is its own.
      if (isActive(await readNow(client, machine, task.signal))) return null;
      await client.answers([`managedsave-remove ${id}`], { signal: task.signal });
      await forgetSnapshots(client, machine, task.signal);
      return null;
    },
  });
  const kept = await task.step('delete the old disks', {
    do: async () => {
      const now = await readNow(client, machine, task.signal);
      if (isActive(now)) return [`${machine.name} was started meanwhile: its old disks stay`];
      const keep = disks.map(({ path }) => path);
      const paths = old.paths.filter((path) => !keep.includes(path));
      return deleteUnused(client, { machine, paths, signal: task.signal });
    },
  });
  const others = new Set(old.ofSnapshots?.filter((path) => !old.paths.includes(path)));
  const left = await stillThere(client, [...others], task.signal);
  return [...kept, ...left.map((path) => `${path} stays: a snapshot of before was kept in it`)];
}

/** Nothing waits for it: what cannot be told is not named. */
async function stillThere(
  { reach }: Client,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  if (paths.length === 0) return [];
  const script = 'for each; do [ -e "$each" ] && echo yes || echo no; done';
  const lines = await runScript(reach, [script, ...paths], { signal })
    .then((out) => out.split('\n'))
    .catch(() => []);
  signal.throwIfAborted();
  return paths.filter((_, at) => lines[at] === 'yes');
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
 * Arguments: paths. What another image beside it stands on, or where one beside it cannot be read, stays: a line with
 * its number. Those of other folders are known from libvirt.
 */
const deleteScript = `
chains() {
  qemu-img info -U --output=json --backing-chain "$1" 2>/dev/null || qemu-img info -U --output=json "$1" 2>/dev/null || echo '"filename": "unknown",'
}
stands() {
  chains "$1" | sed -n 's/^ *"\\(full-backing-filename\\|backing-filename\\|filename\\)": "\\(.*\\)",\\{0,1\\}$/\\2/p' | {
    while IFS= read -r base; do
      [ "$base" = unknown ] && exit 0
      [ "$base" -ef "$2" ] && exit 0
    done
    exit 1
  }
}
number=0
for path; do
  number=$((number + 1))
  [ -f "$path" ] || continue
  used=no
  for image in "\${path%/*}"/*; do
    [ -f "$image" ] || continue
    [ "$image" -ef "$path" ] && continue
    stands "$image" "$path" && used=yes && break
  done
  if [ "$used" = yes ]; then echo "kept $number"; else rm -f -- "$path" || echo "kept $number"; fi
done
exit 0
`;

/** Milliseconds: every image in the directory is opened once. */
const LIMIT = 120_000;

export async function deleteUnused(
  client: Client,
  { machine, paths, signal }: { machine: Machine; paths: readonly string[]; signal: AbortSignal },
): Promise<string[]> {
  if (paths.length === 0) return [];
  // QEMU tells its files in JSON; names that it would write otherwise than they are cannot be compared.
  if (paths.some((path) => !/^[ !#-[\]-~]+$/.test(path)))
    return paths.map((path) => `${path} stays`);
  const stock = await readStock(client, signal, { also: paths });
  const untold = stock.untold.filter(({ id }) => id !== machine.id);
  const why = (path: string) => staysFor(stock, { machine, path, paths }) ?? untoldWords(untold);
  const free = paths.filter((path) => why(path) === undefined);
  const out = await runScript(client.reach, [deleteScript, ...free], { signal, timeoutMs: LIMIT });
  const kept = [...out.matchAll(/^kept (\d+)$/gm)].map(([, number]) => free[Number(number) - 1]);
  return [
    ...paths.flatMap((path) => why(path) ?? []),
    ...kept.map((path) => `${path} stays: an image beside it stands on it, or cannot be read`),
  ];
}

function staysFor(
  stock: Stock,
  { machine, path, paths }: { machine: Machine; path: string; paths: readonly string[] },
): string | undefined {
  const others = usesOf(stock, path).filter(({ id }) => id !== machine.id);
  if (others.length > 0) {
    const users = others.map((use) => use.machine).join(', ');
    return `${path} stays: ${users} ${others.some(({ as }) => as === 'base') ? 'stands on it' : 'uses it'}`;
  }
  const names = new Set(paths.map(stock.nameOf));
  const above = overlaysOf(stock, path).filter(
    (one) => one.path === undefined || !names.has(stock.nameOf(one.path)),
  );
  return above.length === 0
    ? undefined
    : `${path} stays: ${above.map(({ name }) => name).join(', ')} stands on it`;
}

function untoldWords([disk]: readonly UntoldDisk[]): string | undefined {
  if (disk === undefined) return undefined;
  return `the old disks stay: nobody can tell what ${disk.path} of ${disk.machine} stands on`;
}
