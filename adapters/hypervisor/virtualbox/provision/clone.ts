import { randomUUID } from 'node:crypto';
import type { Clone, Made } from '../../../../src/hypervisor/provision.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Look, TaskControl } from '../../../../src/operation.ts';
import type { Done } from '../act.ts';
import { disksOf } from '../disks.ts';
import type { Info } from '../info.ts';
import { readProperties } from '../properties.ts';
import { joined } from '../storage/paths.ts';
import { below, readStock, type Stock } from '../storage/stock.ts';
import { uuidWord } from '../words.ts';
import { linkBase } from './link-base.ts';
import { checkNewName, folderNameOf } from './names.ts';
import type { Parts } from './parts.ts';
import { checkRoom, requireNoFiles } from './plan.ts';
import { infoOrNone, requireOff } from './present.ts';
import { requireQuiet } from './quiet.ts';
import { startNew } from './start-new.ts';
import { orUndo } from './undo.ts';

interface Cloning {
  readonly machine: Machine;
  readonly wanted: Clone;
  readonly task: TaskControl;
}

/** A machine like the other, with ids, cards and disks of its own: https://www.virtualbox.org/manual/topics/vboxmanage.html#vboxmanage-clonevm */
export async function clone(parts: Parts, cloning: Cloning): Promise<Made> {
  const { machine, wanted, task } = cloning;
  const { client, site } = parts;
  const { name } = wanted;
  const draft = await task.step('plan the clone', {
    do: async () => ({
      uuid: randomUUID(),
      folder: await readyToClone(parts, { machine, wanted, signal: task.signal }),
    }),
  });
  const { uuid } = draft;
  const base = wanted.linked ? await linkBase(client, cloning) : undefined;
  return orUndo(parts, { makings: { ...draft, name }, task }, async () => {
    const link = base === undefined ? [] : ['--options=Link', `--snapshot=${uuidWord(base.id)}`];
    const said = await copy(parts, cloning, { ...draft, link });
    const failed = wanted.start ? await startNew(client, task, { id: uuid, name }) : [];
    return {
      // A clone gets a hardware's UUID of its own, the same as its id.
      machine: { site, host: machine.host, id: uuid, birth: uuid, name },
      warnings: [...said.warnings, ...failed],
      notes: [
        'inside it is still the other one: its host name, fixed addresses and ssh keys are the same',
        ...(base ? [`it stands on the snapshot ${base.name} of ${machine.name}`] : []),
      ],
      log: [],
    };
  });
}

interface Copying {
  readonly uuid: string;
  readonly folder: string;
  readonly link: readonly string[];
}

/** It is registered at its end, so that one that is there is whole. */
function copy(
  parts: Parts,
  { machine, wanted, task }: Cloning,
  { uuid, folder, link }: Copying,
): Promise<Done> {
  const { client } = parts;
  const { name } = wanted;
  const words = [`--name=${name}`, `--uuid=${uuid}`, '--mode=machine', ...link, '--register'];
  return task.step('clone the machine', {
    async do() {
      const why = 'a copy of disks that are written to would be torn';
      await requireOff(client, machine, { why, signal: task.signal });
      return client.act(['clonevm', uuidWord(machine.id), ...words], {
        ...{ task, name: machine.name },
        note: link.length > 0 ? 'making the clone' : 'copying its disks',
        stopBy: `--uuid=${uuid}`,
      });
    },
    async look(signal): Promise<Look<Done>> {
      if (await infoOrNone(client, { id: uuid, name }, signal)) {
        return { found: 'done', result: { warnings: [], log: [] } };
      }
      await requireQuiet(parts, folder, signal);
      return { found: 'not-done' };
    },
  });
}

interface Asked {
  readonly machine: Machine;
  readonly wanted: Clone;
  readonly signal: AbortSignal;
}

/** Throws what the clone would be refused for; gives the folder it will lie in. */
export async function readyToClone(
  parts: Parts,
  { machine, wanted, signal }: Asked,
): Promise<string> {
  const { client, folders } = parts;
  checkNewName(wanted.name, { owners: [], unreadable: [] });
  const stock = await readStock(parts, signal);
  checkNewName(wanted.name, stock);
  const why = 'only what is off is cloned';
  const info = await requireOff(client, machine, { why, signal });
  const { machineFolder } = await readProperties(client, signal);
  const folder = joined(machineFolder, folderNameOf(wanted.name));
  await requireNoFiles(parts, folder, signal);
  if (!wanted.linked) {
    const needs = await bytesOf(parts, { info, stock, signal });
    checkRoom(await folders.room(machineFolder, signal), needs, machineFolder);
  }
  return folder;
}

/** At most what its disks take with all that they stand on. */
async function bytesOf(
  { client }: Pick<Parts, 'client'>,
  { info, stock, signal }: { info: Info; stock: Stock; signal: AbortSignal },
): Promise<number> {
  const media = disksOf(info).flatMap(({ imageId }) => {
    const found = stock.media.find(({ id }) => id === imageId);
    return found ? [found, ...below(stock, found)] : [];
  });
  const paths = media.map(({ path }) => path);
  const { bytes } = await client.reach.files.stamps(paths, signal);
  return [...bytes.values()].reduce((sum, size) => sum + size, 0);
}
