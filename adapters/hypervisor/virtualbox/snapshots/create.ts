import { BotError } from '../../../../src/errors.ts';
import type { NewSnapshot, Obstacle } from '../../../../src/hypervisor/snapshots.ts';
import type { Machine, Outcome } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import type { Done } from '../act.ts';
import type { Client } from '../client.ts';
import { nameFault } from '../names.ts';
import { settled } from '../now.ts';
import { uuidWord, xmlText } from '../words.ts';
import { marked, readShelf, type Shelf } from './records.ts';

export async function createObstacle(
  client: Client,
  machine: Machine,
  { wanted, signal }: { wanted: NewSnapshot; signal: AbortSignal },
): Promise<Obstacle | undefined> {
  checkName(wanted.name);
  return obstacle(wanted, await readShelf(client, machine, signal), machine);
}

/** VirtualBox takes a second one of the same name without a word, and finds the older one by it. */
function obstacle(
  { name, disksOnly, external }: NewSnapshot,
  { info, records }: Shelf,
  machine: Machine,
): Obstacle | undefined {
  if (external) {
    return {
      code: 'unsupported',
      message: 'VirtualBox knows one way to keep a snapshot: every one is in files of its own',
      hint: 'Take it without --external.',
    };
  }
  if (disksOnly && info.active) {
    return {
      code: 'unsupported',
      message: `VirtualBox always saves the memory of a machine that is on, and ${machine.name} is`,
      hint: 'Take it with its memory, or shut the machine down first.',
    };
  }
  if (!records.some((record) => record.name === name)) return undefined;
  return {
    code: 'conflict',
    message: `${machine.name} has a snapshot of that name already`,
    hint: 'Take another name, or delete the old one first.',
  };
}

/** Live where it runs, so that it is not paused meanwhile. The mark of the operation stands in the description. */
export async function createSnapshot(
  client: Client,
  machine: Machine,
  { wanted, task }: { wanted: NewSnapshot; task: TaskControl },
): Promise<Outcome> {
  checkName(wanted.name);
  const { name } = machine;
  const said = await task.step('create the snapshot', {
    async do(): Promise<Done & { readonly memory: boolean }> {
      const shelf = await readShelf(client, machine, task.signal);
      refuse(obstacle(wanted, shelf, machine));
      const description = `--description=${xmlText(marked(wanted.description, task.tag))}`;
      const words = ['snapshot', uuidWord(machine.id), 'take', wanted.name, description];
      const live = shelf.info.state === 'running' ? ['--live'] : [];
      const acting = {
        task,
        name,
        note: live.length > 0 ? 'saving disks and memory' : 'taking it',
      };
      const done = await client.act([...words, ...live], acting);
      return { warnings: done.warnings, log: done.log, memory: shelf.info.active };
    },
    async look(signal) {
      await settled(client, machine, signal);
      const { records } = await readShelf(client, machine, signal);
      const made = records.find((record) => record.name === wanted.name && record.tag === task.tag);
      return made
        ? { found: 'done', result: { warnings: [], log: [], memory: made.memory } }
        : { found: 'not-done' };
    },
  });
  const { warnings, log, memory } = said;
  return { warnings, log, notes: [memory ? 'with memory' : 'disks only'] };
}

function checkName(name: string): void {
  const wrong = nameFault(name);
  if (wrong === undefined) return;
  throw new BotError('invalid', `a snapshot's name ${wrong}`, {
    hint: 'Take a short name on one line, like `before-upgrade`.',
  });
}

export function refuse(obstacle: Obstacle | undefined): void {
  if (!obstacle) return;
  const { code, message, hint } = obstacle;
  throw new BotError(code, message, { hint });
}
