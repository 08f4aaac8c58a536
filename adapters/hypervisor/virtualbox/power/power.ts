import { BotError, isHeld } from '../../../../src/errors.ts';
import type { Machine, MachineState, Outcome, PowerAction } from '../../../../src/hypervisor.ts';
import type { Look, TaskControl } from '../../../../src/operation.ts';
import type { Done } from '../act.ts';
import { requireProcessor } from '../checks/kvm.ts';
import type { Client } from '../client.ts';
import { type Now, readCounted, readNow, settled } from '../now.ts';
import { uuidWord } from '../words.ts';
import { followReset, followShutdown } from './follow.ts';

interface Recipe {
  words(id: string): readonly string[];
  /** States that forbid it, each with what to tell the person. */
  readonly unfit: Partial<Record<MachineState, string>>;
  readonly doing: string;
  /** True where it is seen by the count of resets. */
  readonly counts?: true;
  /** Whether it has happened, by the machine before and now; absent where nothing of it can be seen. */
  happened?(now: Now, before: Now): boolean;
}

const off = 'is off';
const isOff: Recipe['unfit'] = { stopped: off, hibernated: 'is hibernated' };
const deaf = 'is paused and cannot hear the request';
const control = (word: string) => (id: string) => ['controlvm', id, word];
const wasReset = (now: Now, before: Now) => now.active && (now.resets ?? 0) > (before.resets ?? 0);

const recipes: Readonly<Record<PowerAction, Recipe>> = {
  start: {
    words: (id) => ['startvm', id, '--type', 'headless'],
    unfit: { running: 'is already running', paused: 'is paused', stopping: 'is shutting down' },
    doing: 'starting',
    happened: ({ active }) => active,
  },
  shutdown: {
    words: control('acpipowerbutton'),
    unfit: { ...isOff, paused: deaf },
    doing: 'asking the guest to shut down',
    happened: ({ active, state }) => !active || state === 'stopping',
  },
  stop: {
    words: control('poweroff'),
    unfit: isOff,
    doing: 'cutting the power',
    happened: ({ active }) => !active,
  },
  reboot: {
    words: control('reboot'),
    unfit: { ...isOff, paused: deaf },
    doing: 'asking the guest to reboot',
    counts: true,
    happened: wasReset,
  },
  reset: {
    words: control('reset'),
    unfit: isOff,
    doing: 'resetting',
    counts: true,
    happened: wasReset,
  },
  pause: {
    words: control('pause'),
    unfit: { ...isOff, paused: 'is paused already' },
    doing: 'pausing',
    happened: ({ state }) => state === 'paused',
  },
  resume: {
    words: control('resume'),
    unfit: { ...isOff, running: 'is already running' },
    doing: 'resuming',
    happened: ({ state }) => state === 'running',
  },
  hibernate: {
    words: control('savestate'),
    unfit: { ...isOff, hibernated: 'is hibernated already', stopping: 'is shutting down' },
    doing: 'saving its memory',
    happened: ({ state }) => state === 'hibernated',
  },
  nmi: {
    words: (id) => ['debugvm', id, 'injectnmi'],
    unfit: { ...isOff, paused: deaf },
    doing: 'sending the interrupt',
  },
};

const hints: Partial<Record<string, string>> = {
  [off]: 'Start it with `vm start`.',
  'is hibernated': 'Start it with `vm start`: it continues where it was.',
  'is hibernated already': 'Start it with `vm start`: it continues where it was.',
  'has crashed and is off': 'Start it with `vm start`: its file systems may need a repair.',
  'has crashed, and its process still runs': 'Cut its power with `vm stop`, then start it.',
  'is paused': 'Continue it with `vm resume`.',
  [deaf]: 'Continue it with `vm resume` first.',
  'is shutting down': 'Wait until it is off, or cut the power with `vm stop`.',
};

/** Does one action and follows it to its true end. https://www.virtualbox.org/manual/topics/vboxmanage.html#vboxmanage-controlvm */
export async function changePower(
  client: Client,
  { machine, action, task }: { machine: Machine; action: PowerAction; task: TaskControl },
): Promise<Outcome> {
  const { words, doing } = recipes[action];
  const before = await task.step('state before', {
    do: () => stateBefore(client, { machine, action, signal: task.signal }),
  });
  const { name } = machine;
  const said = await task.step(action, {
    async do() {
      if (action === 'start') await requireProcessor(client, { name, signal: task.signal });
      try {
        return await client.act(words(uuidWord(machine.id)), { task, name, note: doing });
      } catch (error) {
        // What holds it may be its own run, which somebody else has begun: there is nothing to wait for then.
        if (isHeld(error)) await stateBefore(client, { machine, action, signal: task.signal });
        return doneAll(client, machine, { signal: task.signal, before, action, error });
      }
    },
    look: (signal) => look(client, machine, { signal, before, action }),
  });
  const outcome = { ...said, notes: [] };
  if (action === 'shutdown')
    return { ...outcome, ...(await followShutdown(client, machine, task)) };
  if (action === 'reboot' || action === 'reset') {
    return { ...outcome, ...(await followReset(client, { machine, action, before, task })) };
  }
  const woke = action === 'start' && before.state === 'hibernated';
  return { ...outcome, notes: woke ? ['it continues from its saved state'] : [] };
}

interface Looked {
  readonly signal: AbortSignal;
  readonly before: Now;
  readonly action: PowerAction;
}

async function look(
  client: Client,
  machine: Machine,
  { signal, before, action }: Looked,
): Promise<Look<Done>> {
  const { happened } = recipes[action];
  const now = await settled(client, machine, signal, readerFor(action));
  if (!happened) return { found: 'unknown', why: 'VirtualBox keeps no trace of it' };
  return happened(now, before)
    ? { found: 'done', result: { warnings: [], log: [] } }
    : { found: 'not-done' };
}

interface Complained extends Looked {
  readonly error: unknown;
}

/**
 * A fault of VirtualBox's own at the very end, such as one of its assertions while it writes the settings, comes after the
 * state is as it was wanted: that is done, with its complaint. Throws the error where it is not so.
 */
async function doneAll(
  client: Client,
  machine: Machine,
  { error, ...looked }: Complained,
): Promise<Done> {
  if (!(error instanceof BotError) || error.code !== 'failed') throw error;
  const found = await look(client, machine, looked).catch(() => undefined);
  if (found?.found !== 'done') throw error;
  return { warnings: [`VirtualBox complained when it was done: ${error.message}`], log: [] };
}

interface Asked {
  readonly machine: Machine;
  readonly action: PowerAction;
  readonly signal: AbortSignal;
}

function readerFor(action: PowerAction): typeof readNow {
  return recipes[action].counts ? readCounted : readNow;
}

/** Read once, so that a restart after the act does not take its effect for the state it began from. */
async function stateBefore(client: Client, { machine, action, signal }: Asked): Promise<Now> {
  const { unfit } = recipes[action];
  const now = await readerFor(action)(client, machine, signal);
  const why = now.state === 'crashed' ? unfitCrashed(now, action) : unfit[now.state];
  if (why === undefined) return now;
  throw new BotError('conflict', `${machine.name} ${why}`, { hint: hints[why] });
}

/** A virtual CPU that is stuck has crashed, and its process still runs. */
function unfitCrashed({ active }: Now, action: PowerAction): string | undefined {
  if (active) return action === 'start' ? 'has crashed, and its process still runs' : undefined;
  return action === 'start' ? undefined : 'has crashed and is off';
}
