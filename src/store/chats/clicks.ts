import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import { canonical } from '../../audit/canonical.ts';
import type { Click } from '../../chat.ts';
import { inBatches } from '../batches.ts';
import { clean, toJson } from '../json.ts';
import type { Tables } from '../schema.ts';

/** What buttons stand for, by their short ids. */
export interface Clicks {
  keep(clicks: readonly Click[]): Promise<readonly string[]>;
  kept(id: string): Promise<Click | undefined>;
}

/** Clicks that this process remembers: a progress card has the same few buttons with every edit. */
const REMEMBERED = 2_000;
/** Milliseconds after which a click that is shown again is written again: it is kept from when it was last shown. */
const AGAIN_MS = 24 * 60 * 60_000;
/** 96 bits: nobody hits upon one, and two clicks never share one. */
const ID_LETTERS = 16;

export function createClicks(db: Kysely<Tables>): Clicks {
  const known = new LRUCache<string, string>({ max: REMEMBERED, ttl: AGAIN_MS });
  return {
    async keep(clicks) {
      // The same for the same click, in whatever order its parts were named.
      const found = clicks
        .map((click) => canonical(JSON.parse(toJson(click))))
        .map((text) => [idOf(text), text] as const);
      // In one order, so that two processes never wait for each other.
      const fresh = [...new Map(found)]
        .filter(([id]) => !known.has(id))
        .toSorted(([a], [b]) => (a < b ? -1 : 1));
      for (const some of inBatches(fresh)) {
        await db
          .insertInto('clicks')
          .values(some.map(([id, click]) => ({ id, click })))
          .onConflict((conflict) =>
            conflict.column('id').doUpdateSet({ kept_at: sql<Date>`now()` }),
          )
          .execute();
        for (const [id, text] of some) known.set(id, text);
      }
      return found.map(([id]) => id);
    },
    async kept(id) {
      const row = await db
        .selectFrom('clicks')
        .select('click')
        .where('id', '=', clean(id))
        .executeTakeFirst();
      return row?.click;
    },
  };
}

function idOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, ID_LETTERS);
}
