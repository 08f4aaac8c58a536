import { BotError, leavesOutcomeOpen } from '../../../../src/errors.ts';
import type { Resources, SetOutcome } from '../../../../src/hypervisor/provision.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import type { Client } from '../client.ts';
import { uuidWord } from '../words.ts';
import type { Parts } from './parts.ts';
import { perform } from './perform.ts';
import { type Configured, readGiven } from './resources.ts';

interface Setting {
  readonly machine: Machine;
  readonly change: Resources;
  readonly task: TaskControl;
}

/** One figure that is changed, and the three commands that do it. */
interface Figure {
  readonly what: 'CPUs' | 'memory';
  readonly wanted: number;
  readonly set: 'setvcpus' | 'setmem';
  readonly raise: readonly string[];
  readonly now: 'cpus' | 'memory';
  readonly most: 'maxCpus' | 'maxMemory';
}

/** Changes the definition for later starts, then the running machine as far as it lets itself be changed. */
export async function setResources(
  { client, shapes }: Parts,
  setting: Setting,
): Promise<SetOutcome> {
  const { machine, task } = setting;
  const before = await task.step('what it has', {
    do: () => readGiven(client, machine, task.signal),
  });
  const told: Applied[] = [];
  const wanted = figures(setting.change);
  try {
    for (const figure of wanted) {
      await configure(client, setting, { figure, before });
      if (before.live) told.push(await applyNow(client, setting, { figure, before }));
    }
  } finally {
    shapes.forget(machine.id);
  }
  const waits = told.flatMap(({ waits: key }) => key ?? []);
  return { warnings: [], notes: told.map(({ says }) => says), log: [], waits };
}

/** When a figure of a running machine counts. */
interface Applied {
  readonly says: string;
  /** Which it is, where it waits for the next start. */
  readonly waits?: keyof Resources | undefined;
}

function figures({ cpus, memoryBytes }: Resources): readonly Figure[] {
  if (cpus !== undefined && (!Number.isInteger(cpus) || cpus < 1)) {
    throw new BotError('invalid', 'a machine has at least one CPU, and no halves');
  }
  if (memoryBytes !== undefined && !(memoryBytes >= 16 * 1024 ** 2)) {
    throw new BotError('invalid', 'a machine needs 16 MiB of memory at least');
  }
  const memory = memoryBytes === undefined ? undefined : Math.ceil(memoryBytes / 1024);
  const all: Figure[] = [];
  if (cpus !== undefined) {
    const raise = ['setvcpus', '--maximum'];
    all.push({ what: 'CPUs', wanted: cpus, set: 'setvcpus', raise, now: 'cpus', most: 'maxCpus' });
  }
  if (memory !== undefined) {
    const raise = ['setmaxmem'];
    all.push({
      what: 'memory',
      wanted: memory,
      set: 'setmem',
      raise,
      now: 'memory',
      most: 'maxMemory',
    });
  }
  return all;
}

interface Changing {
  readonly figure: Figure;
  readonly before: Configured;
}

/** The most it may have is only ever raised: it is the room for later changes. */
async function configure(
  client: Client,
  setting: Setting,
  { figure, before }: Changing,
): Promise<void> {
  const { what, wanted, set, raise, now, most } = figure;
  const [command = '', ...flags] = raise;
  const { id } = setting.machine;
  if (before.stored[most] < wanted) {
    await change(client, setting, {
      step: `raise the most ${what}`,
      words: [command, uuidWord(id), String(wanted), ...flags, '--config'],
      isDone: ({ stored }) => stored[most] === wanted,
    });
  }
  await change(client, setting, {
    step: `set ${what} for later starts`,
    words: [set, uuidWord(id), String(wanted), '--config'],
    isDone: ({ stored }) => stored[now] === wanted,
  });
}

async function applyNow(
  client: Client,
  setting: Setting,
  { figure, before }: Changing,
): Promise<Applied> {
  const { what, wanted, set, now, most } = figure;
  const waits = what === 'CPUs' ? 'cpus' : 'memoryBytes';
  const most_ = before.live?.[most] ?? 0;
  const later = `${what}: from the next start`;
  if (most_ < wanted) {
    return { says: `${later}; as it runs it can have no more than ${sized(what, most_)}`, waits };
  }
  try {
    await change(client, setting, {
      step: `set ${what} now`,
      words: [set, uuidWord(setting.machine.id), String(wanted), '--live'],
      isDone: ({ live }) => live?.[now] === wanted,
    });
    return {
      says:
        what === 'CPUs' ? 'CPUs: at once' : 'memory: at once, as the guest gives it or takes it',
    };
  } catch (error) {
    if (!(error instanceof BotError) || leavesOutcomeOpen(error) || error.code === 'cancelled')
      throw error;
    return { says: `${later}; now it was refused: ${error.message}`, waits };
  }
}

function sized(what: Figure['what'], figure: number): string {
  return what === 'CPUs' ? String(figure) : `${Math.floor(figure / 1024)} MiB`;
}

async function change(
  client: Client,
  { machine, task }: Setting,
  asked: { step: string; words: readonly string[]; isDone(given: Configured): boolean },
): Promise<void> {
  await perform(client, task, {
    step: asked.step,
    words: asked.words,
    name: machine.name,
    note: asked.step,
    async look(signal) {
      return asked.isDone(await readGiven(client, machine, signal))
        ? { found: 'done', result: '' }
        : { found: 'not-done' };
    },
  });
}
