import { BotError } from '../../../../src/errors.ts';
import type { Hypervisor, Machine, Outcome, PowerAction } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import { guestPath } from '../guest-path.ts';
import type { Parts } from '../parts.ts';
import { agentAnswers } from './agent.ts';
import { type Rebooting, untilAgentAnswers, untilStartedAgain } from './come-back.ts';
import { untilManaged } from './managed.ts';
import { checkId, type Now, readNow } from './now.ts';
import { hintFor, type Recipe, recipeFor, unfit } from './recipes.ts';
import { explained, unsupported } from './refusals.ts';

type Shared = Pick<Parts, 'client' | 'tasks' | 'resources'>;

interface Wanted {
  readonly machine: Machine;
  readonly action: PowerAction;
  readonly task: TaskControl;
}

/** Power of VMs and containers, each followed to its true end. */
export function createPower(parts: Shared): Hypervisor['power'] {
  return async (machine, action, task) => {
    checkId(machine);
    const wanted = { machine, action, task };
    if (action === 'start') return start(parts, wanted);
    const before = await stateBefore(parts, { ...wanted, action });
    const recipe = recipeFor(machine, action);
    if (!recipe) throw unsupported(machine, action);
    if (action === 'reboot' || action === 'reset') {
      return reboot(parts, { ...wanted, recipe, before });
    }
    const outcome = await act(parts, { ...wanted, recipe });
    if (!before.isManaged || !endsManaged(action)) return outcome;
    const notes = await untilManaged(parts, { machine, state: 'stopped', task });
    return { ...outcome, notes: [...outcome.notes, ...notes] };
  };
}

/** Nothing is asked before it: that it runs already is said by its task, and so is what it went on from. */
async function start(parts: Shared, { machine, task }: Wanted): Promise<Outcome> {
  const recipe = recipeFor(machine, 'start');
  if (!recipe) throw unsupported(machine, 'start');
  try {
    const outcome = await act(parts, { machine, action: 'start', task, recipe });
    const managed = machine.ha !== undefined && machine.ha !== 'ignored';
    const moved = managed ? await untilManaged(parts, { machine, state: 'running', task }) : [];
    const woke = machine.state === 'hibernated' ? ['it continues from its saved state'] : [];
    return { ...outcome, notes: [...outcome.notes, ...woke, ...moved] };
  } catch (error) {
    throw await alreadyOn(parts, machine, error);
  }
}

/** What is on and paused is said to run by Proxmox. */
async function alreadyOn(parts: Shared, machine: Machine, error: unknown): Promise<unknown> {
  const runs = error instanceof BotError && error.code === 'conflict';
  if (!runs || !/already running/.test(error.message)) return error;
  const signal = AbortSignal.timeout(AFTER_LIMIT);
  const now = await readNow(parts, machine, signal).catch(() => undefined);
  if (now?.state !== 'paused') return error;
  const why = 'is already running, and paused';
  return new BotError('conflict', `${machine.name} ${why}`, { hint: hintFor('is paused') });
}

/** Milliseconds to ask how a machine was left. */
const AFTER_LIMIT = 5_000;

type Acting = Wanted & { readonly recipe: Recipe };

async function act({ tasks }: Shared, { machine, action, task, recipe }: Acting): Promise<Outcome> {
  const { verb, params, types, doing } = recipe;
  const { id, host: node, name } = machine;
  try {
    return await tasks.act(
      {
        ...{ step: `${action} ${id}`, node, id, name, types, doing, params, machine },
        method: 'POST',
        path: `${guestPath(machine)}/status/${verb}`,
      },
      task,
    );
  } catch (error) {
    throw explained(error, { machine, action });
  }
}

/** Read once, so that a restart after the act does not take its effect for what was before. */
function stateBefore(
  parts: Shared,
  { machine, action, task }: Wanted & { readonly action: Exclude<PowerAction, 'start'> },
): Promise<Now> {
  return task.step('state before', {
    do: async () => {
      const now = await readNow(parts, machine, task.signal);
      const why = unfit[action][now.state];
      if (why === undefined) return now;
      throw new BotError('conflict', `${machine.name} ${why}`, { hint: hintFor(why) });
    },
  });
}

async function reboot(
  parts: Shared,
  { before, ...acting }: Acting & { readonly before: Now },
): Promise<Outcome> {
  const { machine, action, task } = acting;
  const answered = await task.step('ask whether the agent answers', {
    do: async () => before.agent && (await agentAnswers(parts, machine, task.signal)),
  });
  const rebooting: Rebooting = { machine, before, answered, task };
  const outcome = await act(parts, acting);
  if (action === 'reboot') await untilStartedAgain(parts, rebooting);
  const { notes, ...more } = await untilAgentAnswers(parts, rebooting);
  return { ...outcome, ...more, notes: [...outcome.notes, ...notes] };
}

/** What Proxmox hands on to the HA manager instead of doing it. */
function endsManaged(action: PowerAction): boolean {
  return action === 'stop' || action === 'shutdown';
}
