import type { Scene } from './backup-task.ts';
import { isBackupCall, judgeBackup, stopBackup } from './backup-tasks.ts';
import type { SavedBackup } from './backups.ts';
import type { Call, OtherCall, TaskCall } from './calls.ts';
import { digits } from './dice.ts';
import { firstBackups } from './first-backups.ts';
import { hosts, type Seed } from './fleet.ts';
import { answer } from './guest/agent.ts';
import type { LookedUp, Shell } from './guest/shell.ts';
import { withHardware } from './hardware.ts';
import { everyId, type Made } from './made.ts';
import { isMakingCall, judgeMaking, stopMaking } from './making-tasks.ts';
import { joined, reachesHosts } from './network.ts';
import { type Refusal, refusal } from './refusal.ts';
import { initial, type State, type Task } from './state.ts';
import { canFail, refuse, settle, startTask } from './tasks.ts';

/** What a call came to: the journal decides it, the same in every process that reads it. */
export type Verdict = { readonly call: Call; readonly refused?: Refusal | undefined };

export interface Found {
  readonly seed: Seed;
  /** Tells the machine from one with the same id in an earlier or later demo. */
  readonly birth: string;
  readonly state: State;
}

/** The pretended hypervisor: what every line of the journal so far has made of it. */
export interface World {
  readonly born: number;
  /** Every machine as it was when all began. */
  readonly seeds: ReadonlyMap<string, Found>;
  /** Machines that something was done to, each as it was at the last line about it. */
  readonly states: Map<string, State>;
  /** Machines that have come to be since, or come to be at the end of a task. */
  readonly made: Map<string, Made>;
  readonly backups: Map<string, SavedBackup>;
  readonly tasks: Map<string, Task>;
  readonly verdicts: Map<string, Verdict>;
  /** Accepted tasks that may fail, so far. */
  count: number;
}

export function begin(seeds: readonly Seed[], born: number): World {
  const found = (seed: Seed): Found => ({
    seed,
    birth: digits(32, String(born), seed.id),
    state: initial(seed, born),
  });
  return {
    born,
    seeds: new Map(seeds.map((seed) => [seed.id, found(seed)])),
    states: new Map(),
    made: new Map(),
    backups: new Map(firstBackups(seeds, born).map((backup) => [backup.id, backup])),
    tasks: new Map(),
    verdicts: new Map(),
    count: 0,
  };
}

/** Lets the hypervisor answer one call; calls are given in the journal's order. */
export function apply(world: World, call: Call): void {
  world.verdicts.set(call.id, { call, refused: judge(world, call) });
}

/** The machine at a moment, or undefined for an id that nobody has, has yet or has any more. */
export function machineAt(world: World, id: string, now: number): Found | undefined {
  const made = world.made.get(id);
  const begun = made && made.from <= now ? made : world.seeds.get(id);
  if (!begun) return undefined;
  const last = world.states.get(id);
  const before = made !== undefined && last !== undefined && goneAt(begun.seed, last) <= made.from;
  const state = settle(begun.seed, before ? begun.state : (last ?? begun.state), now);
  if (state.goneAt !== undefined) return undefined;
  return { seed: withHardware(begun.seed, state), birth: begun.birth, state };
}

/** When a deletion takes it away, or took it; what is made in its place later is another one. */
function goneAt(seed: Seed, state: State): number {
  return settle(seed, state, Number.POSITIVE_INFINITY).goneAt ?? Number.POSITIVE_INFINITY;
}

/** What a judgement about more than one machine may look at. */
export function sceneAt(world: World, now: number): Scene {
  return { world, at: now, machine: (id) => machineAt(world, id, now) };
}

function judge(world: World, call: Call): Refusal | undefined {
  if (isBackupCall(call)) return judgeBackup(sceneAt(world, call.at), call);
  if (isMakingCall(call)) return judgeMaking(sceneAt(world, call.at), call);
  if (call.call === 'cancel' && (stopBackup(world, call) || stopMaking(world, call)))
    return undefined;
  const machine = machineAt(world, call.machine, call.at);
  if (!machine) return refusal('not-found', `there is no machine ${call.machine}`);
  if ('tag' in call) return judgeTask(world, machine.seed, { call, state: machine.state });
  if (call.call === 'cancel') return cancel(world, machine.state, call);
  const answered = answer(call, { ...machine, ...around(world, call, machine.state) });
  if ('code' in answered) return answered;
  world.states.set(call.machine, answered);
  return undefined;
}

function judgeTask(
  world: World,
  seed: Seed,
  { call, state }: { readonly call: TaskCall; readonly state: State },
): Refusal | undefined {
  const refused = refuse(seed, state, call);
  if (refused) return refused;
  if (canFail(call)) world.count += 1;
  const task = startTask(seed, state, call, world.count);
  world.tasks.set(call.id, task);
  world.states.set(seed.id, { ...state, task });
  return undefined;
}

function cancel(
  world: World,
  state: State,
  call: Extract<OtherCall, { call: 'cancel' }>,
): Refusal | undefined {
  const { task } = state;
  if (task?.call.id !== call.task) return refusal('conflict', 'that task has ended');
  if (task.call.call === 'snapshot.rollback' || task.call.call === 'machine.delete') {
    return refusal('conflict', `${task.call.call} cannot be stopped half way`);
  }
  world.tasks.set(call.task, { ...task, cancelledAt: call.at });
  world.states.set(call.machine, { ...state, task: undefined });
  return undefined;
}

function around(
  world: World,
  call: OtherCall,
  from: State,
): Pick<Shell, 'now' | 'speed' | 'lookUp'> {
  return {
    now: call.at,
    speed: 'speed' in call ? call.speed : 1,
    lookUp: (word) =>
      hostUp(word, reachesHosts(from)) ??
      machineUp(world, word, {
        at: call.at,
        joins: (id, state) => id === call.machine || joined(from, state),
      }),
  };
}

/** What a host finds under a name or address: hosts stand on the campus, and so do the machines they reach. */
export function seenByHost(world: World, word: string, at: number): LookedUp | undefined {
  const joins = (_id: string, state: State) => reachesHosts(state);
  return hostUp(word, true) ?? machineUp(world, word, { at, joins });
}

function hostUp(word: string, up: boolean): LookedUp | undefined {
  const host = hosts.find(({ name, address }) => name === word || address === word);
  return host && { address: host.address, up };
}

interface Seen {
  readonly at: number;
  joins(id: string, state: State): boolean;
}

function machineUp(world: World, word: string, { at, joins }: Seen): LookedUp | undefined {
  for (const id of everyId(world)) {
    const found = machineAt(world, id, at);
    if (!found || (found.seed.name !== word && found.seed.address !== word)) continue;
    const { address, mac } = found.seed;
    const up = joins(id, found.state) && found.state.state === 'running';
    return { address, up, ...(up && { mac }) };
  }
  return undefined;
}
