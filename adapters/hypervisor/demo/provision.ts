import { BotError } from '../../../src/errors.ts';
import type {
  Clone,
  Deletion,
  Image,
  MachineDisk,
  Made,
  NewMachine,
  NewMachineEffect,
  Provision,
} from '../../../src/hypervisor/provision.ts';
import { done, type Machine, type Outcome } from '../../../src/hypervisor.ts';
import type { TaskControl } from '../../../src/operation.ts';
import { act } from './act.ts';
import type { Connection } from './connect.ts';
import { find } from './find.ts';
import { listMachines } from './machines.ts';
import { nameFault } from './names.ts';
import { placeNew } from './place-new.ts';
import { storedFiles } from './world/files.ts';
import { hosts } from './world/fleet.ts';
import { imagePath, images } from './world/images.ts';
import { childrenOf, refuseClone } from './world/making-rules.ts';
import { isOn } from './world/state.ts';
import { sceneAt } from './world/world.ts';

export function createProvision(connection: Connection, site: string): Provision {
  const made = { connection, site };
  return {
    images: async (signal) => {
      signal.throwIfAborted();
      return listImages();
    },
    check: async (wanted, signal) => {
      signal.throwIfAborted();
      return check(connection, wanted);
    },
    create: (wanted, task) => create(made, wanted, task),
    checkClone: async (machine, wanted, signal) => {
      signal.throwIfAborted();
      checkClone(connection, machine, wanted);
      return [];
    },
    clone: async (machine, { name, linked, start }, task) => {
      refuseName(name);
      const call = { call: 'machine.clone', name, linked } as const;
      const outcome = await act(connection, machine, call, task);
      return cameToBe(made, { outcome, start, name }, task);
    },
    set: async (machine, { cpus, memoryBytes }, task) => {
      const waits = isOn(find(connection, machine).state);
      const call = { call: 'machine.set', cpus, memoryBytes } as const;
      const outcome = await act(connection, machine, call, task);
      if (!waits) return { ...outcome, waits: [] };
      const both = { cpus, memoryBytes };
      const given = (['cpus', 'memoryBytes'] as const).filter((key) => both[key] !== undefined);
      return { ...outcome, notes: [atNextStart], waits: given };
    },
    disks: async (machine, signal) => {
      signal.throwIfAborted();
      return disks(connection, machine);
    },
    resize: (machine, { disk, bytes }, task) =>
      act(connection, machine, { call: 'disk.resize', disk, bytes }, task),
    deletion: async (machine, signal) => {
      signal.throwIfAborted();
      return deletion(connection, machine);
    },
    delete: (machine, files, task) =>
      act(connection, machine, { call: 'machine.delete', files: [...files] }, task),
  };
}

const atNextStart =
  'It takes effect when the machine is shut down and started again; a reboot from inside is not enough.';

interface Site {
  readonly connection: Connection;
  readonly site: string;
}

function listImages(): readonly Image[] {
  return hosts.flatMap(({ name: host }) =>
    images.map((image) => ({ ...image, host, path: imagePath(image.name) })),
  );
}

function check(connection: Connection, wanted: NewMachine): NewMachineEffect {
  refuseName(wanted.name);
  const { call: _, address, ...effect } = placeNew(connection, wanted);
  const taken = listMachines(connection.look(), '', Date.now())
    .map((machine) => find(connection, machine).seed)
    .find((seed) => seed.address === address);
  const warnings = taken ? [`${address} is the address of ${taken.name}`] : [];
  return { ...effect, warnings };
}

function checkClone(connection: Connection, machine: Machine, { name, linked }: Clone): void {
  refuseName(name);
  const scene = sceneAt(connection.look(), Date.now());
  const found = find(connection, machine);
  const refused = refuseClone(scene, { name, linked }, found);
  if (refused) throw new BotError(refused.code, refused.message, { hint: refused.hint });
}

async function create(made: Site, wanted: NewMachine, task: TaskControl): Promise<Made> {
  const { name, start } = wanted;
  refuseName(name);
  // Its own name is taken once it is made: after a restart the place is the one that was chosen before.
  const { call } = await task.step('choose where it is made', {
    do: async () => placeNew(made.connection, wanted),
  });
  const outcome = await act(made.connection, noMachineYet, call, task);
  return cameToBe(made, { outcome, start, name }, task);
}

const noMachineYet = { id: '' };

/** The machine that the task has made, and started where that was asked for. */
async function cameToBe(
  { connection, site }: Site,
  {
    outcome,
    start,
    name,
  }: { readonly outcome: Outcome; readonly start: boolean; readonly name: string },
  task: TaskControl,
): Promise<Made> {
  const now = Date.now();
  const { made } = connection.look();
  const mine = [...made].find(([, { tag, from }]) => tag === task.tag && from <= now);
  const machine = listMachines(connection.look(), site, now).find(({ id }) => id === mine?.[0]);
  if (!machine) throw new BotError('undecided', `${name} was made, but is not there any more`);
  if (!start) return { ...outcome, machine };
  const started = await act(connection, machine, { call: 'start' }, task);
  return {
    ...done,
    log: started.log,
    warnings: [...outcome.warnings, ...started.warnings],
    machine,
  };
}

function disks(connection: Connection, machine: Machine): readonly MachineDisk[] {
  const { seed, state } = find(connection, machine);
  const own = storedFiles(seed, state).filter(({ what }) => what === 'disk');
  return [
    ...own.map(({ path, bytes, capacityBytes }, index) => ({
      name: `scsi${index}`,
      path,
      capacityBytes,
      allocatedBytes: bytes,
      cdrom: false,
    })),
    ...(seed.iso === undefined ? [] : [{ name: 'ide2', path: imagePath(seed.iso), cdrom: true }]),
  ];
}

function deletion(connection: Connection, machine: Machine): Deletion {
  const { seed, state } = find(connection, machine);
  const children = childrenOf(sceneAt(connection.look(), Date.now()), seed.id);
  const base = seed.base === undefined ? undefined : baseOf(connection, seed.base);
  return {
    files: storedFiles(seed, state).flatMap(({ path, bytes, what }) =>
      what === 'disk' || what === 'memory' || what === 'seed' ? [{ path, bytes, what }] : [],
    ),
    kept: [
      ...(base === undefined ? [] : [`the disk of ${base}: this one stands on it`]),
      ...(seed.iso === undefined ? [] : [`${seed.iso}: the installation medium`]),
    ],
    snapshots: state.snapshots.length,
    ...(children.length > 0 && { blocked: `the disk of ${children[0]} stands on its disk` }),
  };
}

function baseOf(connection: Connection, id: string): string | undefined {
  return listMachines(connection.look(), '', Date.now()).find((one) => one.id === id)?.name;
}

function refuseName(name: string): void {
  const fault = nameFault(name);
  if (fault === undefined) return;
  throw new BotError('invalid', `The name of a machine ${fault}`, {
    hint: 'Letters, digits, dots and hyphens are understood everywhere.',
  });
}
