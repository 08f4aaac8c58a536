import type { TaskCall } from './calls.ts';
import { between } from './dice.ts';
import type { Seed } from './fleet.ts';
import { afterChannel } from './guest/agent.ts';
import { afterResize, afterSet } from './hardware.ts';
import { afterNet, refuseNet } from './network.ts';
import { afterPower, isPower, refusePower } from './power.ts';
import { type Refusal, refusal } from './refusal.ts';
import {
  afterCreate,
  afterDelete,
  afterRollback,
  refuseCreate,
  refuseDelete,
  refuseRollback,
  savesMemory,
} from './snapshots.ts';
import type { State, Task } from './state.ts';

/** How long each takes, in seconds, and what it says when it fails; those without words never do. */
const kinds: Record<
  TaskCall['call'],
  { readonly seconds: readonly [number, number]; readonly failure?: string }
> = {
  start: { seconds: [2, 4], failure: 'cannot set up guest memory: Cannot allocate memory' },
  shutdown: { seconds: [4, 8], failure: 'VM quit/powerdown failed - got timeout' },
  stop: { seconds: [0.5, 1.5] },
  reboot: { seconds: [4, 8], failure: 'VM quit/powerdown failed - got timeout' },
  reset: { seconds: [0.2, 0.4] },
  hibernate: { seconds: [3, 8], failure: 'No space left on device' },
  nmi: { seconds: [0.1, 0.2] },
  pause: { seconds: [0.2, 0.4] },
  resume: { seconds: [0.2, 0.4] },
  'snapshot.create': { seconds: [3, 9], failure: 'No space left on device' },
  'snapshot.rollback': { seconds: [3, 7], failure: "got lock request timeout on 'lock-demo'" },
  'snapshot.delete': { seconds: [2, 6], failure: 'dataset is busy' },
  label: { seconds: [0.1, 0.2] },
  'net.connect': { seconds: [0.2, 0.5] },
  'net.link': { seconds: [0.1, 0.2] },
  'guest.channel': { seconds: [0.2, 0.5] },
};

/** With failures on, every twelfth task that can fail does, and every fifth snapshot warns. */
const FAILS_EVERY = 12;
const WARNS_EVERY = 5;

export function refuse(seed: Seed, state: State, call: TaskCall): Refusal | undefined {
  if (state.task) {
    const hint = 'Wait until that has ended, or cancel it.';
    return refusal('busy', `${seed.name} is locked (${state.task.call.call})`, hint);
  }
  if (isPower(call.call)) return refusePower(seed, state, call.call);
  switch (call.call) {
    case 'net.connect':
    case 'net.link':
      return refuseNet(call);
    case 'snapshot.create':
      return refuseCreate(seed, state, call);
    case 'snapshot.rollback':
      return refuseRollback(seed, state, call.name);
    default:
      return 'name' in call ? refuseDelete(seed, state, call.name) : undefined;
  }
}

export function canFail(call: TaskCall): boolean {
  return call.failures && kinds[call.call].failure !== undefined;
}

/** The accepted call as a task; `count` says how many that can fail there have been with this one. */
export function startTask(seed: Seed, state: State, call: TaskCall, count: number): Task {
  const { seconds, failure } = kinds[call.call];
  const snapshotOfRunning = call.call === 'snapshot.create' && savesMemory(seed, state);
  return {
    call,
    startedAt: call.at,
    endsAt: call.at + between(...seconds, call.id) * 1000 * call.speed,
    failure: canFail(call) && count % FAILS_EVERY === 0 ? failure : undefined,
    warning:
      call.failures && snapshotOfRunning && count % WARNS_EVERY === 0
        ? 'guest filesystem freeze timed out: the disks are as after a power cut'
        : undefined,
  };
}

/** The machine at a moment: a task whose time is over has had its effect and let go. */
export function settle(seed: Seed, state: State, now: number): State {
  const { task } = state;
  if (!task || now < task.endsAt) return state;
  const free = { ...state, task: undefined };
  return task.failure === undefined ? (task.becomes ?? effect(seed, free, task)) : free;
}

function effect(seed: Seed, state: State, { call, endsAt }: Task): State {
  switch (call.call) {
    case 'machine.set':
      return afterSet(state, call);
    case 'disk.resize':
      return afterResize(state, call.bytes);
    case 'machine.delete':
      return { ...state, goneAt: endsAt };
    case 'snapshot.create':
      return afterCreate(seed, state, { ...call, at: endsAt });
    case 'snapshot.rollback':
      return afterRollback(seed, state, { name: call.name, end: endsAt, speed: call.speed });
    case 'snapshot.delete':
      return afterDelete(state, call);
    case 'label':
      return { ...state, tags: call.tags ?? state.tags, note: call.note ?? state.note };
    case 'net.connect':
    case 'net.link':
      return afterNet(state, call);
    case 'guest.channel':
      return afterChannel(state, endsAt, call.speed);
    default:
      return isPower(call.call) ? afterPower(state, call.call, endsAt, call.speed) : state;
  }
}
