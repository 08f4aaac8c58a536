import { randomUUID } from 'node:crypto';
import { BotError } from '../../../../src/errors.ts';
import type { Made, NewMachine } from '../../../../src/hypervisor/provision.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import { readInfo } from '../info.ts';
import { uuidWord, xmlText } from '../words.ts';
import { type DraftDisk, makeDisk } from './make-disk.ts';
import type { Parts } from './parts.ts';
import { planMachine } from './plan.ts';
import { dvdPlace, hddPlace } from './plug-places.ts';
import { infoOrNone } from './present.ts';
import { firstCard } from './segment.ts';
import { resourceWords } from './set.ts';
import { startNew } from './start-new.ts';
import { orUndo } from './undo.ts';

/** What the operation decided once, so that it is the same after a restart. */
interface Draft extends DraftDisk {
  readonly uuid: string;
  readonly host: string;
  readonly folder: string;
  readonly osType: string;
  readonly osSays: string;
  readonly settings: readonly string[];
  readonly warnings: readonly string[];
}

interface Making {
  readonly wanted: NewMachine;
  readonly task: TaskControl;
  readonly draft: Draft;
}

/** Makes a machine with a disk of its own: a full copy, so that the image may change or go later. */
export async function create(parts: Parts, wanted: NewMachine, task: TaskControl): Promise<Made> {
  const draft = await task.step('plan the machine', { do: () => drawUp(parts, wanted, task) });
  const { uuid, folder, host, warnings, osSays } = draft;
  const { name } = wanted;
  const making = { wanted, task, draft };
  return orUndo(parts, { makings: { uuid, name, folder }, task }, async () => {
    const settingsFile = await register(parts, making);
    await adjust(parts, making);
    const path = settingsFile.replace(/\.vbox$/, '.vdi');
    await makeDisk(parts, { draft, path, name, task });
    await plugIn(parts, making, path);
    const failed = wanted.start ? await startNew(parts.client, task, { id: uuid, name }) : [];
    return {
      // VirtualBox takes the UUID for the hardware's too, which is the birth mark.
      machine: { site: parts.site, host, id: uuid, birth: uuid, name },
      warnings: [...warnings, ...failed],
      notes: [`its disk is ${path}`, `to VirtualBox its guest is ${osSays}`],
      log: [],
    };
  });
}

async function drawUp(parts: Parts, wanted: NewMachine, task: TaskControl): Promise<Draft> {
  const plan = await planMachine(parts, wanted, task.signal);
  const { host, folder, source, osType, way, warnings, diskBytes, sourceBytes } = plan;
  const { description } = wanted;
  return {
    uuid: randomUUID(),
    ...{ host, folder, source, diskBytes, sourceBytes, warnings },
    ...{ osType: osType.id, osSays: osType.says },
    settings: [
      ...resourceWords(wanted),
      ...firstCard(way),
      ...(description === '' ? [] : [`--description=${xmlText(description)}`]),
      // An empty disk lets the medium boot, and what was installed boots without it being taken out.
      ...['--boot1=disk', '--boot2=dvd', '--boot3=none', '--boot4=none'],
    ],
  };
}

/** With the hardware that VirtualBox proposes for the guest. The UUID is ours alone, so it being there is the sign. */
async function register({ client }: Parts, { wanted, task, draft }: Making): Promise<string> {
  const { name } = wanted;
  const { uuid, osType } = draft;
  const find = async (signal: AbortSignal) => infoOrNone(client, { id: uuid, name }, signal);
  return task.step('register the machine', {
    async do() {
      const words = [`--name=${name}`, `--uuid=${uuid}`, `--ostype=${osType}`, '--default'];
      const note = 'telling VirtualBox of the machine';
      await client.act(['createvm', ...words, '--register'], { task, name, note });
      const made = await find(task.signal);
      if (made) return made.settingsFile;
      throw new BotError('failed', 'VirtualBox took the machine, and it is not there');
    },
    async look(signal) {
      const made = await find(signal);
      return made ? { found: 'done', result: made.settingsFile } : { found: 'not-done' };
    },
  });
}

/** Set twice it is the same as once. */
async function adjust({ client }: Parts, { wanted, task, draft }: Making): Promise<void> {
  const { name } = wanted;
  const words = ['modifyvm', uuidWord(draft.uuid), ...draft.settings];
  await task.step('set its hardware', {
    do: () => client.act(words, { task, name, note: 'setting its hardware' }),
  });
}

/** Plugged in twice it is the same as once. */
async function plugIn(
  { client }: Parts,
  { wanted, task, draft }: Making,
  path: string,
): Promise<void> {
  const { uuid, source } = draft;
  const { name } = wanted;
  const plug = async (type: 'hdd' | 'dvddrive', medium: string) => {
    const info = await readInfo(client, { id: uuid, name }, { signal: task.signal });
    const place = type === 'hdd' ? hddPlace(info) : dvdPlace(info);
    const { controller, port, device } = place;
    const where = [`--storagectl=${controller}`, `--port=${port}`, `--device=${device}`];
    const words = ['storageattach', uuidWord(uuid), ...where, `--type=${type}`];
    return client.act([...words, `--medium=${medium}`], { task, name, note: 'plugging in' });
  };
  await task.step('plug the disk in', { do: () => plug('hdd', path) });
  if (source.kind !== 'iso') return;
  await task.step('put the medium in', { do: () => plug('dvddrive', source.path) });
}
