import { BotError } from '../../../../src/errors.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import { readBack } from '../../../../src/read-back.ts';
import type { Client } from '../client.ts';
import { isActive, readNow } from '../domain.ts';
import { parseDomain } from '../storage/domain-disks.ts';
import { isLayerOf, isRawLike, layerName } from '../storage/our-files.ts';
import { volumeAt } from '../storage/stock.ts';
import { uuidWord } from '../words.ts';
import { movedXml, type NewPlace } from './clone-xml.ts';
import { ownDefinition } from './definition.ts';
import type { Home } from './home.ts';
import type { NewVolume } from './new-volume.ts';
import { checkStill, type Original, type OriginalDisk } from './original.ts';
import { perform } from './perform.ts';
import { makeVolume } from './volumes.ts';

/**
 * How the disks of a machine become the bases of linked clones. A clone on a disk that is still written to would be
 * torn, and nobody can be kept from starting the original with other tools: so the original goes on as a thin layer
 * too, and the disk below is changed by neither.
 */
export interface Frozen {
  /** For each disk of the original by its path, what the clone's stands on. */
  readonly bases: Readonly<Record<string, NewPlace>>;
  readonly layers: readonly { readonly base: NewPlace; readonly volume: NewVolume }[];
}

/** Bytes of a qcow2 file that nothing was written to: header, tables and no cluster of data. */
const EMPTY = 256 * 1024;

export function freezing(original: Original, { home, tag }: { home: Home; tag: string }): Frozen {
  const frozen = original.disks.map((disk) => ({ disk, base: unchangedBase(original, disk) }));
  const bases = frozen.map(({ disk, base }) => [disk.path, base ?? baseOf(disk)] as const);
  const layers = frozen
    .filter(({ base }) => base === undefined)
    .map(({ disk }) => ({ base: baseOf(disk), volume: layer(disk, home, tag) }));
  return { bases: Object.fromEntries(bases), layers };
}

function baseOf({ path, format = 'raw' }: OriginalDisk): NewPlace {
  return { path, format };
}

/** Where the disk is such a layer already and nothing was written to it, one more clone can stand beside it. */
function unchangedBase({ stock }: Original, disk: OriginalDisk): NewPlace | undefined {
  const below = volumeAt(stock, disk.backing);
  if (!below || below.path === undefined || !isLayerOf(disk.name, below.name)) return undefined;
  if ((disk.bytes ?? EMPTY) >= EMPTY) return undefined;
  return { path: below.path, format: isRawLike(below.format) ? 'raw' : (below.format ?? 'raw') };
}

function layer({ name, capacityBytes }: OriginalDisk, home: Home, tag: string): NewVolume {
  const own = layerName(name, tag);
  return {
    pool: home.uuid,
    name: own,
    path: `${home.path}/${own}`,
    format: 'qcow2',
    capacityBytes: capacityBytes ?? 0,
  };
}

interface Freezing {
  readonly machine: Machine;
  readonly frozen: Frozen;
}

/** Makes the layers, then has the original stand on them. */
export async function freeze(
  client: Client,
  task: TaskControl,
  { machine, frozen }: Freezing,
): Promise<void> {
  const { name } = machine;
  const { layers } = frozen;
  for (const { base, volume } of layers) {
    await makeVolume(client, task, { step: `make ${volume.name}`, name, volume, base });
  }
  if (layers.length === 0) return;
  await perform(client, task, {
    step: 'move the original',
    words: ['define', '--file', '/dev/stdin'],
    input: await moved(client, { machine, frozen }, task.signal),
    name,
    note: `putting a layer on the disks of ${name}`,
    before: () => checkStill(client, machine, task.signal),
    async look(signal) {
      const paths = await pathsOf(client, machine, { flag: '--inactive', signal });
      return layers.every(({ volume }) => paths.includes(volume.path))
        ? { found: 'done', result: '' }
        : { found: 'not-done' };
    },
  });
  await seeThatItStoodStill(client, task, { machine, frozen });
}

/** As the definition is now, which may be another than at the planning; it may hold passwords, and is stored nowhere. */
async function moved(
  client: Client,
  { machine, frozen: { layers } }: Freezing,
  signal: AbortSignal,
): Promise<string> {
  const definition = await ownDefinition(client, machine, signal);
  const paths = parseDomain(definition).disks.map(({ path }) => path);
  const isThere = layers.every(
    ({ base, volume }) => paths.includes(base.path) || paths.includes(volume.path),
  );
  if (!isThere) {
    throw new BotError('conflict', `${machine.name} was given other disks meanwhile`, {
      hint: 'Ask anew: the clone is made of what it has then.',
    });
  }
  return movedXml(
    definition,
    new Map(layers.map(({ base, volume }) => [base.path, { path: volume.path, format: 'qcow2' }])),
  );
}

/**
 * Nobody can be kept from starting the original with other tools in the very moment: it would go on writing to what
 * is a base now. From then on a start takes the layers.
 */
async function seeThatItStoodStill(
  client: Client,
  task: TaskControl,
  { machine, frozen: { layers } }: Freezing,
): Promise<void> {
  const writes = await task.step('see that the original stood still', {
    do: () =>
      readBack({
        task,
        done: 'its disks were put under layers',
        async ask(signal) {
          if (!isActive(await readNow(client, machine, signal))) return false;
          const paths = await pathsOf(client, machine, { signal });
          return layers.some(({ base }) => paths.includes(base.path));
        },
      }),
  });
  if (!writes) return;
  const definition = await ownDefinition(client, machine, task.signal);
  const back = new Map(layers.map(({ base, volume }) => [volume.path, base]));
  await perform(client, task, {
    step: 'put the original back',
    words: ['define', '--file', '/dev/stdin'],
    input: movedXml(definition, back),
    name: machine.name,
    note: `taking the layer off the disks of ${machine.name}`,
  });
  throw new BotError('conflict', `${machine.name} was started meanwhile: no clone was made of it`, {
    hint: 'Shut it down first: `vm shutdown`.',
  });
}

async function pathsOf(
  client: Client,
  machine: Machine,
  { flag = '', signal }: { readonly flag?: string; readonly signal: AbortSignal },
): Promise<readonly (string | undefined)[]> {
  const line = `dumpxml ${uuidWord(machine.id)} ${flag}`.trim();
  const [xml = ''] = await client.query([line], { signal, name: machine.name });
  return parseDomain(xml).disks.map(({ path }) => path);
}
