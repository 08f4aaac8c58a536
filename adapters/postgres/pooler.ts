import type pg from 'pg';
import { BotError } from '../../src/errors.ts';
import { connect, type Target } from './client.ts';

/** A connection of its own has one server process for as long as it lives, and shares it with nobody. */
const WHO = 'select pg_backend_pid() as pid';
const ROUNDS = 3;
/** Milliseconds for a question that a pooler with one server connection would never answer. */
const ANSWER_MS = 5_000;

/**
 * Refuses a pooler that gives connections away between transactions, as pgbouncer does with `pool_mode = transaction`:
 * advisory locks, LISTEN and settings would be on a connection that somebody else uses by then. Two connections look at
 * their server process, one of them in the middle of a transaction of the other: behind a pooler they meet the same
 * one, or one of them changes it. https://www.pgbouncer.org/features.html
 */
export async function refusePooler(first: pg.Client, target: Target): Promise<void> {
  const second = await connect(target);
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      if (await isShared(first, second)) throw refused();
    }
  } finally {
    await second.end().catch(() => {});
  }
}

async function isShared(first: pg.Client, second: pg.Client): Promise<boolean> {
  const before = await serverOf(first);
  const begun = await second.query('begin').then(
    () => true,
    () => false,
  );
  // A pooler between single statements takes no transaction at all.
  if (!begun) return true;
  try {
    const other = await serverOf(second);
    if (other === before) return true;
    return (await serverOf(first)) !== before;
  } finally {
    await second.query('rollback').catch(() => {});
  }
}

async function serverOf(client: pg.Client): Promise<number> {
  const question = { text: WHO, query_timeout: ANSWER_MS };
  const { rows } = await client.query<{ pid: number }>(question as pg.QueryConfig);
  return rows[0]?.pid ?? 0;
}

function refused(): BotError {
  return new BotError('unsupported', 'The database’s address leads to a transaction pooler', {
    hint: 'Its connections change between transactions, and the bot’s locks and notices would be lost. Name PostgreSQL itself, or a pooler with pool_mode = session.',
  });
}
