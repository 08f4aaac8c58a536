import { parseBlocks } from './blocks.ts';
import type { Client } from './client.ts';
import { disksOf } from './disks.ts';
import type { Info } from './info.ts';

/** How large disks are. */
export interface Media {
  /** What a guest sees, by the image's UUID. */
  readonly capacities: ReadonlyMap<string, number>;
  /** What the image takes, by its path. */
  readonly bytes: ReadonlyMap<string, number>;
}

/** In one call for all machines, and one look at the files. */
export async function readMedia(
  client: Client,
  infos: readonly Info[],
  signal: AbortSignal,
): Promise<Media> {
  const paths = infos.flatMap((info) => disksOf(info).map(({ path }) => path));
  if (paths.length === 0) return { capacities: new Map(), bytes: new Map() };
  const [said, { bytes }] = await Promise.all([
    client.ask(['list', 'hdds'], { signal }),
    client.reach.files.stamps(paths, signal),
  ]);
  return { capacities: parseCapacities(said), bytes };
}

export function parseCapacities(text: string): ReadonlyMap<string, number> {
  return new Map(
    parseBlocks(text, 'UUID').flatMap((block) => {
      const megabytes = /^(\d+) MBytes$/.exec(block.get('Capacity') ?? '')?.[1];
      const id = block.get('UUID');
      return megabytes === undefined || id === undefined
        ? []
        : [[id, Number(megabytes) * 1024 ** 2] as const];
    }),
  );
}
