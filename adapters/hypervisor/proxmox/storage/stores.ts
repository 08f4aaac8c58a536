import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import { type Client, path } from '../client/client.ts';
import { isNode, type Resource } from '../resources.ts';
import { bit, figure } from '../row.ts';

/** A storage as one node has it. A shared one is there once for each node that reaches it. */
export interface Store {
  readonly node: string;
  readonly name: string;
  /** The plugin's word: `dir`, `lvmthin`, `zfspool`, `pbs`. */
  readonly type: string;
  /** What may lie in it: `images`, `rootdir`, `iso`, `import`, `vztmpl`, `backup`. */
  readonly content: ReadonlySet<string>;
  readonly shared: boolean;
  /** Why it is not worth asking. */
  readonly down?: string | undefined;
}

/** The storages among the rows of `/cluster/resources`, in a steady order. */
export function storesIn(rows: readonly Resource[]): readonly Store[] {
  const offline = new Set(
    rows.filter(isNode).flatMap(({ node, status }) => (status === 'offline' ? [node] : [])),
  );
  return rows
    .flatMap((row): readonly Store[] => {
      const { type, node, storage: name } = row;
      if (type !== 'storage' || node === undefined || name === undefined) return [];
      const down = offline.has(node) ? `${node} is offline` : undefined;
      const content = new Set((row.content ?? '').split(',').filter((word) => word !== ''));
      const shared = row.shared === 1;
      return [{ node, name, type: row.plugintype ?? 'unknown', content, shared, down }];
    })
    .sort((a, b) => order(a.node, b.node) || order(a.name, b.name));
}

function order(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Each storage once: what a shared one holds is the same from everywhere. */
export function eachOnce(stores: readonly Store[]): readonly Store[] {
  const by = Map.groupBy(stores, ({ shared, name, node }) => (shared ? name : `${node}/${name}`));
  return [...by.values()].flatMap(
    (same) => same.find(({ down }) => down === undefined) ?? same.slice(0, 1),
  );
}

export interface Figures {
  readonly active: boolean;
  readonly freeBytes?: number | undefined;
  readonly usedBytes?: number | undefined;
  readonly capacityBytes?: number | undefined;
  /** Why nothing can be told of it, or it cannot be used. */
  readonly problem?: string | undefined;
}

const Status = z.object({ active: bit, avail: figure, used: figure, total: figure });

/** Milliseconds for one storage: a network file system that hangs holds up nothing but itself. */
const FIGURES_DEADLINE = 5_000;

/**
 * How full it is, by its own figures: what is available may be far less than the total without what is used.
 * One that does not answer is an answer too.
 */
export async function figuresOf(
  client: Client,
  { node, name, down }: Store,
  signal: AbortSignal,
): Promise<Figures> {
  if (down !== undefined) return { active: false, problem: down };
  try {
    const asked = path`/nodes/${node}/storage/${name}/status`;
    const deadlineMs = FIGURES_DEADLINE;
    const { active, avail, used, total } = await client.get(asked, {
      schema: Status,
      signal,
      deadlineMs,
    });
    if (active !== 1) return { active: false, problem: 'it is not active there' };
    return { active: true, freeBytes: avail, usedBytes: used, capacityBytes: total };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof BotError)) throw error;
    return { active: false, problem: error.message };
  }
}
