import type { Machine } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import type { Client } from '../client.ts';
import { parseDomain } from '../storage/domain-disks.ts';
import { isLayerOf, layerName } from '../storage/our-files.ts';
import { uuidWord } from '../words.ts';
import { movedXml } from './clone-xml.ts';
import type { Home } from './home.ts';
import type { NewVolume } from './new-volume.ts';
import type { Original, OriginalDisk } from './original.ts';
import { perform } from './perform.ts';
import { makeVolume } from './volumes.ts';

type Base = { readonly path: string; readonly format: string };

/**
 * How the disks of a machine become the bases of linked clones. A clone on a disk that is still written to would be
 * torn, and nobody can be kept from starting the original with other tools: so the original goes on as a thin layer
 * too, and the disk below is changed by neither.
 */
export interface Frozen {
  /** For each disk of the original by its path, what the clone's stands on. */
  readonly bases: Readonly<Record<string, Base>>;
  readonly layers: readonly { readonly base: Base; readonly volume: NewVolume }[];
  /** The original's definition on its layers. */
  readonly definition: string;
}

/** Bytes of a qcow2 file that nothing was written to: header, tables and no cluster of data. */
const EMPTY = 256 * 1024;

export function freezing(original: Original, { home, tag }: { home: Home; tag: string }): Frozen {
  const frozen = original.disks.map((disk) => ({ disk, base: unchangedBase(original, disk) }));
  const bases = frozen.map(({ disk, base }) => [disk.path, base ?? baseOf(disk)] as const);
  const layers = frozen
    .filter(({ base }) => base === undefined)
    .map(({ disk }) => ({ base: baseOf(disk), volume: layer(disk, home, tag) }));
  const moved = new Map(layers.map(({ base, volume }) => [base.path, volume.path]));
  return {
    bases: Object.fromEntries(bases),
    layers,
    definition: movedXml(original.definition, moved),
  };
}

function baseOf({ path, format = 'raw' }: OriginalDisk): Base {
  return { path, format };
}

/** Where the disk is such a layer already and nothing was written to it, one more clone can stand beside it. */
function unchangedBase({ stock }: Original, disk: OriginalDisk): Base | undefined {
  const below = stock.volumes.find(({ path }) => path !== undefined && path === disk.backing);
  if (!below || below.path === undefined || !isLayerOf(disk.name, below.name)) return undefined;
  if ((disk.bytes ?? EMPTY) >= EMPTY) return undefined;
  return { path: below.path, format: below.format ?? 'raw' };
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

/** Makes the layers, then has the original stand on them. */
export async function freeze(
  client: Client,
  task: TaskControl,
  { machine, frozen }: { machine: Machine; frozen: Frozen },
): Promise<void> {
  const { name } = machine;
  for (const { base, volume } of frozen.layers) {
    await makeVolume(client, task, { step: `make ${volume.name}`, name, volume, base });
  }
  if (frozen.layers.length === 0) return;
  await perform(client, task, {
    step: 'move the original',
    words: ['define', '--file', '/dev/stdin'],
    input: frozen.definition,
    name,
    note: `putting a layer on the disks of ${name}`,
    async look(signal) {
      const line = `dumpxml ${uuidWord(machine.id)} --inactive`;
      const [xml = ''] = await client.query([line], { signal, name });
      const paths = parseDomain(xml).disks.map(({ path }) => path);
      return frozen.layers.every(({ volume }) => paths.includes(volume.path))
        ? { found: 'done', result: '' }
        : { found: 'not-done' };
    },
  });
}
