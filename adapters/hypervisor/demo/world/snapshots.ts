import type { NewSnapshot } from '../../../../src/hypervisor/snapshots.ts';
import type { Seed } from './fleet.ts';
import { restore } from './guest/files.ts';
import { type Refusal, refusal } from './refusal.ts';
import { isOn, type SavedSnapshot, type State } from './state.ts';

/** Seconds from the end of a rollback with RAM until the agent answers again. */
const AGENT_SECONDS = 1;
const MOST = 32;

type Wanted = Omit<NewSnapshot, 'description'>;

/** Only the storage of plain files can hold a snapshot in files of its own. */
export function refuseExternal(seed: Seed, { external }: Wanted): Refusal | undefined {
  return external && seed.storage !== 'qcow2'
    ? refusal('unsupported', `${seed.storage} holds snapshots in one way only`, 'Take a plain one.')
    : undefined;
}

export function refuseCreate(seed: Seed, state: State, wanted: Wanted): Refusal | undefined {
  const { name } = wanted;
  if (state.snapshots.some((snapshot) => snapshot.name === name)) {
    return refusal(
      'conflict',
      `${seed.name} already has a snapshot ${name}`,
      'Take another name, or delete the old one first.',
    );
  }
  return state.snapshots.length >= MOST
    ? refusal('conflict', `${seed.name} already has ${MOST} snapshots`, 'Delete one first.')
    : refuseExternal(seed, wanted);
}

export function refuseRollback(seed: Seed, state: State, name: string): Refusal | undefined {
  const missing = refuseDelete(seed, state, name);
  const later = laterThan(state, name);
  if (missing || seed.storage !== 'zfs' || later.length === 0) return missing;
  return refusal(
    'conflict',
    `can't rollback, more recent snapshots exist: ${later.map((other) => other.name).join(', ')}`,
    'On this storage the later ones have to be deleted first.',
  );
}

export function refuseDelete(seed: Seed, state: State, name: string): Refusal | undefined {
  return state.snapshots.some((snapshot) => snapshot.name === name)
    ? undefined
    : refusal('not-found', `${seed.name} has no snapshot ${name}`);
}

export function laterThan(state: State, name: string): readonly SavedSnapshot[] {
  const index = state.snapshots.findIndex((snapshot) => snapshot.name === name);
  return index < 0 ? [] : state.snapshots.slice(index + 1);
}

/** A VM that is on is saved with its RAM; a container or one that is off with its disks alone. */
export function savesMemory(seed: Seed, state: State): boolean {
  return seed.kind === 'vm' && isOn(state);
}

export function afterCreate(
  seed: Seed,
  state: State,
  wanted: NewSnapshot & { readonly at: number },
): State {
  const memory = savesMemory(seed, state) && wanted.disksOnly !== true;
  const { bootedAt, files, processes } = state;
  const saved =
    memory && isOn(state)
      ? { state: state.state, bootedAt, files, processes }
      : { state: 'stopped' as const, bootedAt, files, processes: [] };
  const made: SavedSnapshot = {
    name: wanted.name,
    description: wanted.description,
    createdAt: wanted.at,
    parent: state.current,
    memory,
    external: wanted.external === true,
    saved,
  };
  return { ...state, snapshots: [...state.snapshots, made], current: made.name };
}

export function afterRollback(
  seed: Seed,
  state: State,
  wanted: { readonly name: string; readonly end: number; readonly speed: number },
): State {
  const target = state.snapshots.find((snapshot) => snapshot.name === wanted.name);
  if (!target) return state;
  const { saved, createdAt } = target;
  const lost = new Set(seed.storage === 'netapp' ? laterThan(state, target.name) : []);
  return {
    ...saved,
    hardware: state.hardware,
    tags: state.tags,
    note: state.note,
    nextHardware: state.nextHardware,
    stillSince: saved.state === 'paused' ? wanted.end : undefined,
    files: restore(saved.files, state.files),
    // The guest goes on from the moment of the snapshot: its uptime and its clock are of then.
    bootedAt: saved.bootedAt + wanted.end - createdAt,
    clockLag: target.memory ? wanted.end - createdAt : 0,
    agentFrom: wanted.end + AGENT_SECONDS * 1000 * wanted.speed,
    snapshots: state.snapshots.filter((snapshot) => !lost.has(snapshot)),
    current: target.name,
  };
}

/** Its children are joined to its parent, or go with it. */
export function afterDelete(
  state: State,
  { name, children }: { readonly name: string; readonly children?: boolean | undefined },
): State {
  const parent = state.snapshots.find((snapshot) => snapshot.name === name)?.parent;
  const gone = new Set([name, ...(children ? below(state.snapshots, name) : [])]);
  const join = (other: string | undefined) =>
    other !== undefined && gone.has(other) ? parent : other;
  return {
    ...state,
    snapshots: state.snapshots
      .filter((snapshot) => !gone.has(snapshot.name))
      .map((snapshot) => ({ ...snapshot, parent: join(snapshot.parent) })),
    current: join(state.current),
  };
}

function below(all: readonly SavedSnapshot[], name: string): readonly string[] {
  return all
    .filter(({ parent }) => parent === name)
    .flatMap((child) => [child.name, ...below(all, child.name)]);
}
