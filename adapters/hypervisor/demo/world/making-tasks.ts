import { begin, locked, type Scene } from './backup-task.ts';
import type { Call, MakingCall } from './calls.ts';
import type { Seed } from './fleet.ts';
import { sibling } from './made.ts';
import { refuseChange, refuseCreate } from './making-rules.ts';
import { newSeed } from './new-seed.ts';
import { type Refusal, refusal } from './refusal.ts';
import { initial, type Task } from './state.ts';
import type { Found, World } from './world.ts';

const GiB = 1024 ** 3;
/** As of the other tasks: with failures on, every twelfth that can fail does. */
const FAILS_EVERY = 12;

export function isMakingCall(call: Call): call is MakingCall {
  return call.call.startsWith('machine.') || call.call === 'disk.resize';
}

/** Accepts a call that makes or changes a machine as a task, or gives the hypervisor's no. */
export function judgeMaking(scene: Scene, call: MakingCall): Refusal | undefined {
  if (call.call === 'machine.create') return create(scene, call);
  const found = scene.machine(call.machine);
  if (!found) return refusal('not-found', `there is no machine ${call.machine}`);
  const refused = locked(found) ?? refuseChange(scene, call, found);
  if (refused) return refused;
  const { world } = scene;
  const task = taskOf(world, call, found.seed);
  begin(world, task, { id: found.seed.id, state: found.state });
  if (call.call === 'machine.clone') comeToBe(world, task, cloneOf(world, call, found));
  return undefined;
}

function create(
  scene: Scene,
  call: Extract<MakingCall, { call: 'machine.create' }>,
): Refusal | undefined {
  const { world } = scene;
  const refused = refuseCreate(scene, call);
  if (refused) return refused;
  const like = newSeed(call);
  const task = taskOf(world, call, like);
  begin(world, task);
  const { seed, birth } = sibling(world, like, { name: call.name, mark: call.id });
  const own = call.address === undefined ? seed : { ...seed, address: call.address };
  const cable = { segment: call.segment, up: true };
  comeToBe(world, task, { seed: own, birth, state: { ...initial(own, task.endsAt), cable } });
  return undefined;
}

function cloneOf(
  world: World,
  { id, name, linked }: Extract<MakingCall, { call: 'machine.clone' }>,
  { seed, state }: Found,
): Found {
  const { seed: own, birth } = sibling(world, seed, { name, mark: id });
  const disk = linked ? Math.min(seed.temper.disk, 0.01) : seed.temper.disk;
  const clone: Seed = {
    ...own,
    state: 'stopped',
    base: linked ? seed.id : seed.base,
    temper: { ...seed.temper, disk },
  };
  return {
    seed: clone,
    birth,
    state: { ...initial(clone, 0), files: state.files, cable: state.cable },
  };
}

function comeToBe(world: World, task: Task, found: Found): void {
  if (task.failure !== undefined) return;
  world.made.set(found.seed.id, { ...found, from: task.endsAt, tag: task.call.tag });
}

function taskOf(world: World, call: MakingCall, seed: Seed): Task {
  const makes = call.call === 'machine.create' || call.call === 'machine.clone';
  const risky = call.failures && makes;
  if (risky) world.count += 1;
  const bytes = written(call, seed);
  const seconds = (makes ? 1 : 0.3) + (bytes / GiB) * 0.6;
  return {
    call,
    startedAt: call.at,
    endsAt: call.at + seconds * 1000 * call.speed,
    failure: risky && world.count % FAILS_EVERY === 0 ? 'Input/output error' : undefined,
    ...(bytes > 0 && { bytes }),
  };
}

/** What it writes, which is why it takes its time. */
function written(call: MakingCall, { diskBytes, temper }: Seed): number {
  const used = Math.round(diskBytes * temper.disk);
  if (call.call === 'machine.create') return used;
  return call.call === 'machine.clone' && !call.linked ? used : 0;
}

/** Stops the making of a machine: nothing of it is left. False when it is none of these, or has ended. */
export function stopMaking(
  world: World,
  { task: id, at }: { readonly task: string; readonly at: number },
): boolean {
  const task = world.tasks.get(id);
  if (!task || at >= task.endsAt || task.cancelledAt !== undefined) return false;
  const { call } = task;
  if (call.call !== 'machine.create' && call.call !== 'machine.clone') return false;
  world.tasks.set(id, { ...task, cancelledAt: at });
  for (const [made, { tag, from }] of world.made) {
    if (tag === call.tag && from === task.endsAt) world.made.delete(made);
  }
  const source = world.states.get(call.machine);
  if (source?.task?.call.id === id) world.states.set(call.machine, { ...source, task: undefined });
  return true;
}
