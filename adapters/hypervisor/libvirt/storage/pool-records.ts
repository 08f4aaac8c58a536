import type { Client } from '../client.ts';
import { attribute, child, parseXml, text } from '../domain-xml.ts';
import { uuidWord } from '../words.ts';

/** A storage pool as libvirt has it: https://libvirt.org/formatstorage.html */
export interface PoolRecord {
  readonly uuid: string;
  readonly name: string;
  readonly type: string;
  readonly path?: string | undefined;
  readonly active: boolean;
  readonly capacityBytes?: number | undefined;
  readonly usedBytes?: number | undefined;
  readonly freeBytes?: number | undefined;
  /** Why what lies in it cannot be told, for one that is active. */
  readonly problem?: string | undefined;
}

/** Pools whose volumes are files, so that a disk there can be qcow2. */
export function holdsFiles({ type }: PoolRecord): boolean {
  return type === 'dir' || type === 'fs' || type === 'netfs';
}

export async function readPools(
  client: Client,
  signal: AbortSignal,
): Promise<readonly PoolRecord[]> {
  const [all = '', active = ''] = await client.query(
    ['pool-list --all --uuid', 'pool-list --uuid'],
    { signal, slow: true },
  );
  const isActive = new Set(words(active));
  const ids = words(all);
  const answers = await client.answers(
    ids.map((id) => `pool-dumpxml ${uuidWord(id)}`),
    { signal, slow: true },
  );
  // One that went away between the two questions is not there.
  return answers.flatMap(({ out, err }, at) => {
    const uuid = ids[at];
    return err !== '' || uuid === undefined ? [] : [parsePool(out, isActive.has(uuid))];
  });
}

function words(output: string): string[] {
  return output.split(/\s+/).filter((word) => word !== '');
}

/** Figures of a pool that is not active are those of its last day, or zeros: they are not known. */
export function parsePool(xml: string, active: boolean): PoolRecord {
  const pool = child(parseXml(xml), 'pool');
  const size = (name: string) => (active ? bytesOf(text(pool, name)) : undefined);
  return {
    uuid: text(pool, 'uuid') ?? '',
    name: text(pool, 'name') ?? '',
    type: attribute(pool, 'type') ?? '',
    path: text(child(pool, 'target'), 'path'),
    active,
    capacityBytes: size('capacity'),
    usedBytes: size('allocation'),
    freeBytes: size('available'),
  };
}

/** dumpxml writes every size in bytes. */
export function bytesOf(figure: string | undefined): number | undefined {
  return figure !== undefined && /^\d+$/.test(figure) ? Number(figure) : undefined;
}
