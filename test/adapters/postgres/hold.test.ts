import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Database } from '../../../adapters/postgres/index.ts';
import { type TemporaryDatabase, temporaryDatabase } from '../../store/database.ts';

let store: TemporaryDatabase;
let holder: Database;
let other: Database;
beforeAll(async () => {
  store = await temporaryDatabase();
  holder = await store.open();
  other = await store.open();
});
afterAll(() => store.dispose());

/** Takes and gives back the lock in one statement's transaction, so that looking changes nothing. */
async function isFree(key: bigint): Promise<boolean> {
  const { rows } = await other.pool.query('select pg_try_advisory_xact_lock($1) as free', [
    String(key),
  ]);
  return rows[0].free;
}

test('a lock is held until it is released', async () => {
  const key = -9_223_372_036_854_775_808n;
  const release = await holder.hold(key);
  expect(await isFree(key)).toBe(false);
  await release();
  await vi.waitFor(async () => expect(await isFree(key)).toBe(true), 20_000);
});

test('a lost connection tells of the loss and takes the lock anew', async () => {
  const changes: boolean[] = [];
  await holder.hold(7n, (held) => changes.push(held));
  await other.pool.query(
    "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = 7",
  );
  await vi.waitFor(() => expect(changes).toEqual([false, true]), { timeout: 20_000 });
  expect(await isFree(7n)).toBe(false);
});

test('closing releases what is held and ends a wait for what others hold', async () => {
  const leaver = await store.open();
  await holder.hold(8n);
  await leaver.hold(9n);
  const waiting = leaver.hold(8n);
  const ended = expect(waiting).rejects.toThrow();
  await vi.waitFor(async () => {
    const { rows } = await other.pool.query('select 1 from pg_locks where not granted');
    expect(rows).toHaveLength(1);
  }, 20_000);
  await leaver.close();
  await ended;
  await vi.waitFor(async () => expect(await isFree(9n)).toBe(true), 20_000);
  expect(await isFree(8n)).toBe(false);
});
