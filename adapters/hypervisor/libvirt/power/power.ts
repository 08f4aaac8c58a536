import { BotError } from '../../../../src/errors.ts';
import type { Machine, MachineState, Outcome, PowerAction } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import { sayings } from '../../../../src/sayings.ts';
import { prepareAct } from '../act.ts';
import type { Client } from '../client.ts';
import { isActive, type Now, readNow, settled } from '../domain.ts';
import { uuidWord } from '../words.ts';
import { followShutdown } from './follow-shutdown.ts';

/** The actions whose end the machine's state tells; the other two end with another boot of the guest. */
export type PlainAction = Exclude<PowerAction, Rebooting>;
export type Rebooting = 'reboot' | 'reset';

interface Recipe {
  readonly command: string;
  /** States that forbid it, each with what to tell the person. */
  readonly unfit: Partial<Record<MachineState, string>>;
  readonly doing: string;
  /** Whether it has happened, by the machine before and now; absent where nothing of it can be seen. */
  happened?(now: Now, before: Now): boolean;
}

const off = 'is off';
const isOff: Pick<Recipe['unfit'], 'stopped' | 'crashed' | 'hibernated'> = {
  stopped: off,
  crashed: 'has crashed and is off',
  hibernated: 'is hibernated',
};
const anotherRun = (now: Now, before: Now) => now.run !== before.run;

const recipes: Readonly<Record<PlainAction, Recipe>> = {
  start: {
    command: 'start',
    unfit: { running: 'is already running', paused: 'is paused', stopping: 'is shutting down' },
    doing: 'starting',
    happened: isActive,
  },
  shutdown: {
    command: 'shutdown',
    unfit: { ...isOff, paused: 'is paused and cannot hear the request' },
    doing: 'asking the guest to shut down',
    happened: (now, before) =>
      !isActive(now) || now.state === 'stopping' || anotherRun(now, before),
  },
  stop: {
    command: 'destroy',
    unfit: isOff,
    doing: 'cutting the power',
    happened: (now, before) => !isActive(now) || anotherRun(now, before),
  },
  pause: {
    command: 'suspend',
    unfit: { ...isOff, paused: 'is paused already' },
    doing: 'pausing',
    happened: ({ state }) => state === 'paused',
  },
  resume: {
    command: 'resume',
    unfit: { ...isOff, running: 'is already running' },
    doing: 'resuming',
    happened: ({ state }) => state === 'running',
  },
  hibernate: {
    command: 'managedsave',
    unfit: { ...isOff, hibernated: 'is hibernated already', stopping: 'is shutting down' },
    doing: 'writing its memory to the disk',
    happened: ({ state }) => state === 'hibernated',
  },
  nmi: {
    command: 'inject-nmi',
    unfit: { ...isOff, paused: 'is paused and cannot hear the request' },
    doing: 'sending the interrupt',
  },
};

const hints: Partial<Record<string, string>> = {
  [off]: 'Start it with `vm start`.',
  'is hibernated': 'Start it with `vm start`: it continues where it was.',
  'is hibernated already': 'Start it with `vm start`: it continues where it was.',
  'is paused': 'Continue it with `vm resume`.',
  'is paused and cannot hear the request': 'Continue it with `vm resume` first.',
  'is shutting down': 'Wait until it is off, or cut the power with `vm stop`.',
};

/** Does one action and follows it to its true end; a shutdown's end is the machine being off. */
export async function changePower(
  client: Client,
  { machine, action, task }: { machine: Machine; action: PlainAction; task: TaskControl },
): Promise<Outcome> {
  const { command, doing, happened } = recipes[action];
  const before = await stateBefore(client, { machine, unfit: recipes[action].unfit, task });
  const act = await prepareAct(client.reach, [command, uuidWord(machine.id)], {
    signal: task.signal,
    name: machine.name,
  });
  task.report({ note: doing });
  try {
    const said = await task.step(action, {
      do: () => act.go(),
      // Asking a guest to shut down twice is one shutdown; every other action shows by itself.
      look: async (signal) => {
        await settled(client, machine, signal);
        if (!happened) return { found: 'unknown', why: `libvirt keeps no trace of ${command}` };
        const now = await readNow(client, machine, signal);
        return happened(now, before) ? { found: 'done', result: '' } : { found: 'not-done' };
      },
    });
    const outcome = { warnings: [], notes: [], log: sayings(said) };
    return action === 'shutdown'
      ? { ...outcome, ...(await followShutdown(client, { machine, before, task })) }
      : {
          ...outcome,
          notes: before.state === 'hibernated' ? ['it continues from its saved state'] : [],
        };
  } finally {
    act.close();
  }
}

/** The state the action starts from: read once, so that a restart after the act does not take its effect for it. */
export function stateBefore(
  client: Client,
  { machine, unfit, task }: { machine: Machine; unfit: Recipe['unfit']; task: TaskControl },
): Promise<Now> {
  return task.step('state before', {
    do: async () => {
      const now = await readNow(client, machine, task.signal);
      const why = unfit[now.state];
      if (why === undefined) return now;
      throw new BotError('conflict', `${machine.name} ${why}`, { hint: hints[why] });
    },
  });
}

/** What forbids a request to the guest, and what forbids the reset button. */
export const unfitFor: Readonly<Record<Rebooting, Recipe['unfit']>> = {
  reboot: recipes.shutdown.unfit,
  reset: isOff,
};
