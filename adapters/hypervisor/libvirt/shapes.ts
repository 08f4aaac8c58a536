import { LRUCache } from 'lru-cache';
import { type Client, LIST_LIMIT } from './client.ts';
import { parseShape, type Shape } from './domain-xml.ts';

/** CPUs, memory and channels of machines, from their definitions: they change seldom, so they are kept. */
export interface Shapes {
  of(ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, Shape>>;
  forget(id: string): void;
}

/** Milliseconds a definition is believed: an edit shows after this at the latest. */
const KEPT = 60_000;
/** Machines whose definitions are kept; the figure bounds memory, not the fleet. */
const MOST = 5_000;
/** Definitions read in one go, 0.4 ms each; the rest follow with the next list. */
const BATCH = 500;

export function createShapes(client: Client): Shapes {
  const kept = new LRUCache<string, Shape>({ max: MOST, ttl: KEPT, noDeleteOnStaleGet: true });
  return {
    async of(ids, signal) {
      const missing = ids.filter((id) => !kept.has(id)).slice(0, BATCH);
      if (missing.length > 0) await read(missing, signal);
      return new Map(
        ids.flatMap((id) => {
          // An old shape is better than none while a new one cannot be read.
          const shape = kept.get(id, { allowStale: true });
          return shape ? [[id, shape] as const] : [];
        }),
      );
    },
    forget: (id) => kept.delete(id),
  };

  async function read(ids: readonly string[], signal: AbortSignal): Promise<void> {
    const lines = ids.map((id) => `dumpxml ${id}`);
    const asked = { signal, timeoutMs: LIST_LIMIT };
    const answers = await client.answers(lines, asked).catch((error: unknown) => {
      signal.throwIfAborted();
      client.log.warn({ error: String(error) }, 'definitions could not be read');
      return [];
    });
    for (const [at, { out, err }] of answers.entries()) {
      const id = ids[at];
      if (id !== undefined && err === '') kept.set(id, parseShape(out));
    }
  }
}
