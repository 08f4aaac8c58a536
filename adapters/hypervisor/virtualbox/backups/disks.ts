import { parseBlocks } from '../blocks.ts';
import type { Client } from '../client.ts';
import { disksOf } from '../disks.ts';
import type { Info } from '../info.ts';
import { parseCapacities } from '../media.ts';

/** A disk of a machine with what it holds. */
export interface HeldDisk {
  readonly path: string;
  /** What the guest sees. */
  readonly capacityBytes: number;
  /** What its image and all images below it take: a copy of its data is no larger. */
  readonly dataBytes: number;
}

export async function heldDisks(
  client: Client,
  info: Info,
  signal: AbortSignal,
): Promise<readonly HeldDisk[]> {
  const disks = disksOf(info);
  if (disks.length === 0) return [];
  const said = await client.ask(['list', 'hdds'], { signal });
  const chains = disks.map(({ imageId, path }) => chainOf(imageId, parseLayers(said), path));
  const { bytes } = await client.reach.files.stamps(chains.flat(), signal);
  const capacities = parseCapacities(said);
  return disks.map(({ imageId, path }, at) => {
    const taken = (chains[at] ?? []).reduce((sum, each) => sum + (bytes.get(each) ?? 0), 0);
    const capacityBytes = capacities.get(imageId) ?? taken;
    return { path, capacityBytes, dataBytes: Math.min(taken, capacityBytes) };
  });
}

interface Layer {
  readonly path: string;
  /** The image it stands on. */
  readonly parent: string;
}

/** From `list hdds`: https://www.virtualbox.org/manual/topics/vboxmanage.html#vboxmanage-list */
export function parseLayers(text: string): ReadonlyMap<string, Layer> {
  return new Map(
    parseBlocks(text, 'UUID').map((block) => [
      block.get('UUID') ?? '',
      { path: block.get('Location') ?? '', parent: block.get('Parent UUID') ?? '' },
    ]),
  );
}

/** The paths of an image and of all it stands on; its own alone where the list does not have it. */
function chainOf(id: string, layers: ReadonlyMap<string, Layer>, own: string): readonly string[] {
  const paths: string[] = [];
  for (let at = layers.get(id); at && !paths.includes(at.path); at = layers.get(at.parent)) {
    paths.push(at.path);
  }
  return paths.length === 0 ? [own] : paths;
}
