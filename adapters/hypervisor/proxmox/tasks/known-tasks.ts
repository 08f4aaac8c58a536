import { LRUCache } from 'lru-cache';
import type { Act } from './tasks.ts';
import { parseUpid } from './upid.ts';

/** Tasks of this site whose step is known, so that no other step takes them for its own. */
export interface KnownTasks {
  add(upid: string): void;
  /** Those that an act like this one could be taken for. */
  like(act: Pick<Act, 'id' | 'types'>): readonly string[];
}

/** More than begin on one site in the seconds within which they could be mistaken for each other. */
const MOST = 1_000;
/** Milliseconds after which none begun then is looked for any more. */
const RECENT = 60_000;

export function createKnownTasks(): KnownTasks {
  const known = new LRUCache<string, true>({ max: MOST, ttl: RECENT });
  return {
    add: (upid) => void known.set(upid, true),
    like: ({ id, types }) =>
      [...known.keys()].filter((text) => {
        const upid = parseUpid(text);
        return upid !== undefined && upid.id === id && types.includes(upid.type);
      }),
  };
}
