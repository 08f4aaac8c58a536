import { BotError, leavesOutcomeOpen } from '../../../../src/errors.ts';
import type { Machine, Outcome } from '../../../../src/hypervisor.ts';
import type { Look, TaskControl } from '../../../../src/operation.ts';
import { readBack } from '../../../../src/read-back.ts';
import type { Client } from '../client.ts';
import { isActive, readNow } from '../domain.ts';
import { uuidWord } from '../words.ts';
import { ownDefinition } from './definition.ts';
import { type DeletionPlan, obstacle, planDeletion } from './deletion.ts';
import { perform } from './perform.ts';

interface Deleting {
  readonly machine: Machine;
  readonly files: readonly string[];
  readonly task: TaskControl;
}

interface Doomed {
  readonly definition: string;
  readonly volumes: readonly string[];
  readonly outside: readonly string[];
}

/** First the definition, then each file: what cannot be deleted any more is told, for the machine is gone by then. */
export async function remove(client: Client, deleting: Deleting): Promise<Outcome> {
  const { machine, task } = deleting;
  const doomed = await task.step('check the machine', { do: () => check(client, deleting) });
  await undefine(client, { machine, task, definition: doomed.definition });
  const warnings: string[] = [];
  for (const path of doomed.volumes) {
    warnings.push(...(await told(path, () => deleteVolume(client, { machine, task, path }))));
  }
  for (const path of doomed.outside) {
    warnings.push(...(await told(path, () => deleteFile(client, task, path))));
  }
  const count = doomed.volumes.length + doomed.outside.length - warnings.length;
  return { warnings, notes: [`${count} ${count === 1 ? 'file' : 'files'} deleted`], log: [] };
}

async function check(client: Client, { machine, files, task }: Deleting): Promise<Doomed> {
  await checkOff(client, machine, task.signal);
  const plan = await planDeletion(client, machine, { signal: task.signal });
  const against = obstacle(plan);
  if (against) {
    throw new BotError('conflict', `${machine.name} stays: ${against.says}`, {
      hint: `${against.hint} Nothing was deleted.`,
    });
  }
  checkSame(plan, files);
  const saved = new Set(['nvram', 'memory']);
  const own = plan.files.filter(
    ({ what, path }) => !saved.has(what) || plan.outside.includes(path),
  );
  const outside = own.map(({ path }) => path).filter((path) => plan.outside.includes(path));
  const volumes = own.map(({ path }) => path).filter((path) => !plan.outside.includes(path));
  return { definition: plan.definition, volumes, outside };
}

async function checkOff(client: Client, machine: Machine, signal: AbortSignal): Promise<void> {
  if (!isActive(await readNow(client, machine, signal))) return;
  throw new BotError(
    'conflict',
    `${machine.name} is running, and a running machine is not deleted`,
    {
      hint: 'Shut it down first: `vm shutdown`.',
    },
  );
}

/** What the person confirmed is what goes, to the last file. */
function checkSame({ files }: DeletionPlan, shown: readonly string[]): void {
  const now = files.map(({ path }) => path);
  const foreign = shown.find((path) => !now.includes(path));
  const fresh = now.find((path) => !shown.includes(path));
  if (foreign === undefined && fresh === undefined) return;
  throw new BotError(
    'conflict',
    foreign === undefined
      ? `${fresh} belongs to the machine too, and was not shown`
      : `${foreign} is not a file of this machine alone, or not any more`,
    { hint: 'Nothing was deleted. Ask again, and look at the list of files.' },
  );
}

/** https://www.libvirt.org/manpages/virsh.html#undefine */
const everything = ['--managed-save', '--snapshots-metadata', '--checkpoints-metadata', '--nvram'];

/** libvirt undefines a running machine without a word, which goes on without a definition: it gets it back. */
async function undefine(
  client: Client,
  { machine, task, definition }: { machine: Machine; task: TaskControl; definition: string },
): Promise<void> {
  const { name } = machine;
  const id = uuidWord(machine.id);
  let whole: string | undefined;
  await perform(client, task, {
    step: 'undefine the machine',
    words: ['undefine', id, ...everything],
    name,
    note: 'deleting the machine',
    async before() {
      whole = await ownDefinition(client, machine, task.signal);
      await checkOff(client, machine, task.signal);
    },
    look: async (signal): Promise<Look<string>> =>
      (await isGone(client, id, signal)) ? { found: 'done', result: '' } : { found: 'not-done' },
  });
  const runs = await task.step('see that it is gone', {
    do: async () =>
      !(await readBack({
        task,
        done: 'libvirt was told to forget it',
        ask: (signal) => isGone(client, id, signal),
      })),
  });
  if (!runs) return;
  // After a restart of the bot its own words are lost, and those of the machine that runs hold the passwords too.
  whole ??= await ownDefinition(client, machine, task.signal).catch(() => definition);
  await perform(client, task, {
    step: 'put the definition back',
    words: ['define', '--file', '/dev/stdin'],
    input: whole,
    name,
    note: 'it was started meanwhile: putting its definition back',
  });
  throw new BotError(
    'conflict',
    `${name} was started meanwhile, so none of its files were deleted`,
    {
      hint: 'It is as it was, but libvirt has forgotten its snapshots. Shut it down, then ask again.',
    },
  );
}

async function isGone(client: Client, id: string, signal: AbortSignal): Promise<boolean> {
  const [answer = { out: '', err: '' }] = await client.answers([`domstate ${id}`], { signal });
  return /failed to get domain|Domain not found/.test(answer.err);
}

interface Volume {
  readonly machine: Machine;
  readonly task: TaskControl;
  readonly path: string;
}

async function deleteVolume(client: Client, { machine, task, path }: Volume): Promise<void> {
  await perform(client, task, {
    step: `delete ${path}`,
    words: ['vol-delete', `--vol=${path}`],
    name: machine.name,
    note: `deleting ${path}`,
    async look(signal) {
      const words = client.reach.virsh(['vol-info', `--vol=${path}`]);
      const { stderr, exitCode } = await client.reach.run(words, { signal, timeoutMs: 10_000 });
      if (exitCode === 0) return { found: 'not-done' };
      if (stderr.includes('Storage volume not found')) return { found: 'done', result: '' };
      throw new BotError('unreachable', 'libvirt does not tell whether the file is there');
    },
  });
}

/** A file that lies in no pool; to remove it twice is to remove it. */
async function deleteFile({ reach }: Client, task: TaskControl, path: string): Promise<void> {
  await task.step(`delete ${path}`, {
    do: async () => {
      const options = { signal: task.signal, timeoutMs: 60_000 };
      const { exitCode, stderr } = await reach.run(['rm', '-f', '--', path], options);
      if (exitCode !== 0) throw new BotError('failed', stderr.trim() || 'rm failed');
      return null;
    },
  });
}

/** The words for a file that stays. */
async function told(path: string, work: () => Promise<void>): Promise<string[]> {
  try {
    await work();
    return [];
  } catch (error) {
    const isEnd =
      error instanceof BotError && error.code !== 'undecided' && error.code !== 'cancelled';
    if (!isEnd || leavesOutcomeOpen(error)) throw error;
    return [`${path} is still there: ${error.message}`];
  }
}
