import { BotError } from '../../../../src/errors.ts';
import type { DoomedSnapshot, Obstacle } from '../../../../src/hypervisor/snapshots.ts';
import type { Machine, Outcome } from '../../../../src/hypervisor.ts';
import { listed } from '../../../../src/line/usage.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import { sayings } from '../../../../src/sayings.ts';
import type { Client } from '../client.ts';
import { settled } from '../domain.ts';
import { lacks, needs, needWords, type Versions } from '../needs.ts';
import { perform } from '../provision/perform.ts';
import { uuidWord } from '../words.ts';
import { refuse } from './create.ts';
import { removeMemoryFile } from './files.ts';
import { readRecord, readRecords, sameRecord } from './records.ts';
import { descendants, lyingIn, standingOn } from './tree.ts';
import type { SnapshotRecord } from './xml.ts';

/** One that goes, as the operation remembers it. */
type Victim = Pick<SnapshotRecord, 'id' | 'name' | 'createdAt' | 'memoryFile'>;

/** Those that go, in the order they go, and what stands against it. */
interface Sentence {
  readonly victims: readonly SnapshotRecord[];
  readonly obstacle?: Obstacle | undefined;
}

export async function judgeDelete(
  client: Client,
  machine: Machine,
  { doomed, signal }: { doomed: DoomedSnapshot; signal: AbortSignal },
): Promise<Sentence> {
  const record = await sameRecord(client, machine, { wanted: doomed.snapshot, signal });
  const all = await readRecords(client, machine, signal);
  const below = descendants(record, all);
  const victims = doomed.children ? [...below, record] : [record];
  const versions = await client.versions(signal);
  return { victims, obstacle: deleteObstacle({ victims, all, below, versions }) };
}

interface Court {
  readonly victims: readonly SnapshotRecord[];
  readonly all: readonly SnapshotRecord[];
  readonly below: readonly SnapshotRecord[];
  readonly versions: Versions;
}

/** What libvirt would refuse, or do and lose another snapshot by it. */
function deleteObstacle({ victims, all, below, versions }: Court): Obstacle | undefined {
  const external = victims.find(({ isExternal }) => isExternal);
  if (external && lacks(needs.deleteExternal, versions)) {
    return {
      code: 'unsupported',
      message: `this libvirt cannot delete ${external.name}, which is external`,
      hint: `Nothing was changed: ${needWords(needs.deleteExternal, versions)}.`,
    };
  }
  const gone = new Set<string>();
  for (const victim of victims) {
    const parent = all.find(({ id }) => id === victim.parent);
    if (victim.isExternal && parent?.isExternal === false) return stuck(victim, parent);
    const rest = all.filter(({ id }) => !gone.has(id));
    const keepers = victim.isExternal ? lyingIn(victim, rest) : standingOn(victim, rest);
    if (keepers.length > 0) return inTheWay(victim, keepers, below);
    gone.add(victim.id);
  }
  return undefined;
}

/** libvirt 9.0 says so: deleting external snapshot that has internal snapshot as parent not supported. */
function stuck({ name, disksHeld }: SnapshotRecord, parent: SnapshotRecord): Obstacle {
  const disks = disksHeld.map(
    (disk) => `virsh blockcommit MACHINE ${disk} --active --pivot --shallow`,
  );
  return {
    code: 'unsupported',
    message: `libvirt does not delete ${name}: it is external and stands on ${parent.name}, which is internal`,
    hint: `Nothing was changed. By hand, while the machine runs and where ${name} is the newest: ${disks.join('; ')}; then virsh snapshot-delete MACHINE ${name} --metadata.`,
  };
}

function inTheWay(
  { name, isExternal }: SnapshotRecord,
  keepers: readonly SnapshotRecord[],
  below: readonly SnapshotRecord[],
): Obstacle {
  const names = listed(keepers.map((keeper) => keeper.name));
  const [lie, stand] = keepers.length === 1 ? ['lies', 'stands'] : ['lie', 'stand'];
  return {
    code: 'conflict',
    message: isExternal
      ? `${names} ${lie} in the files of ${name} and would be lost with them`
      : `${names} ${stand} on the disks that hold ${name}, which cannot be reached below`,
    hint: `Nothing was changed. Delete ${names} first, or ${name} with all that were taken on top of it.`,
    ...(keepers.every((keeper) => below.includes(keeper)) && { instead: 'children' }),
  };
}

/** Its identity is name and creation time: another of the same name, made since, is not touched. */
export async function deleteSnapshots(
  client: Client,
  machine: Machine,
  { doomed, task }: { doomed: DoomedSnapshot; task: TaskControl },
): Promise<Outcome> {
  const victims = await task.step('check the snapshot', {
    async do(): Promise<readonly Victim[]> {
      const { signal } = task;
      const { victims: found, obstacle } = await judgeDelete(client, machine, { doomed, signal });
      refuse(obstacle);
      return found.map(({ id, name, createdAt, memoryFile }) => ({
        ...{ id, name, createdAt },
        ...(memoryFile !== undefined && { memoryFile }),
      }));
    },
  });
  const [warnings, log]: [string[], string[]] = [[], []];
  for (const [at, victim] of victims.entries()) {
    const gone = victims.slice(0, at).map(({ name }) => name);
    log.push(...sayings(await deleteOne(client, machine, { victim, task, gone })));
    const { name, memoryFile: file } = victim;
    if (file !== undefined)
      warnings.push(...(await removeMemoryFile(client, { name, file, task })));
  }
  return { warnings, notes: [], log };
}

async function deleteOne(
  client: Client,
  machine: Machine,
  { victim, task, gone }: { victim: Victim; task: TaskControl; gone: readonly string[] },
): Promise<string> {
  const { id, name, createdAt } = victim;
  try {
    return await perform(client, task, {
      step: `delete ${name}`,
      words: ['snapshot-delete', uuidWord(machine.id), `--snapshotname=${id}`],
      name: machine.name,
      note: `deleting ${name}`,
      async look(signal) {
        await settled(client, machine, signal);
        const left = await readRecord(client, machine, { name: id, signal });
        return left?.createdAt === createdAt
          ? { found: 'not-done' }
          : { found: 'done', result: '' };
      },
    });
  } catch (error) {
    if (!(error instanceof BotError) || gone.length === 0) throw error;
    const hint = `Deleted before it: ${listed(gone)}.`;
    throw new BotError(error.code, `${name}: ${error.message}`, {
      hint: error.hint === undefined ? hint : `${hint} ${error.hint}`,
      choices: error.choices,
      cause: error,
    });
  }
}
