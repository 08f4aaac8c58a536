import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';

/** What became of something that was to be said. */
export interface Said {
  readonly state: 'waiting' | 'said' | 'given-up';
  /** Why it was not said yet, or never will be; absent where nobody tried. */
  readonly trouble?: string | undefined;
  /** What a webhook answered. */
  readonly answer?: string | undefined;
}

/** In the order of the nonces; one that nobody knows waits. */
export async function becameOf(
  db: Kysely<Tables>,
  nonces: readonly string[],
): Promise<readonly Said[]> {
  const rows = await db
    .selectFrom('outbox')
    .select(['nonce', 'said_at', 'given_up_at', 'trouble', 'answer'])
    .where('nonce', 'in', [...nonces, ''])
    .execute();
  const known = new Map(rows.map((row) => [row.nonce, row]));
  return nonces.map((nonce) => {
    const row = known.get(nonce);
    const trouble = row?.trouble ?? undefined;
    if (row?.said_at) return { state: 'said', answer: row.answer ?? undefined };
    return { state: row?.given_up_at ? 'given-up' : 'waiting', trouble };
  });
}
