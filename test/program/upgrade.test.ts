import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { Kysely, sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../adapters/postgres/index.ts';
import { importStore } from '../../src/store/export/import.ts';
import type { Tables } from '../../src/store/schema.ts';
import { runMigrations } from '../../src/store/upgrade/migrate.ts';
import { schemaSteps } from '../../src/store/upgrade/versions.ts';
import { anna, type World, world } from '../fixtures/stores.ts';
import { environment, main } from './program.ts';

let data: string;
let db: World;
let database: Database;

/** A store as the first version left it. */
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'nakhoda-upgrade-'));
  await chmod(data, 0o755);
  await writeFile(join(data, 'nakhoda.yaml'), 'sites: [{ name: campus, kind: demo }]\n');
  db = await world();
  database = await db.open();
  const first = new Kysely<Tables>({ dialect: database.dialect });
  await first.transaction().execute((trx) => runMigrations(trx, schemaSteps.slice(0, 1)));
  await sql`insert into operations (kind, title, input, sites, actor, place, line, state, deadline_ms, ended_at)
    select 'test', 'Kept ' || i, '{}', '{kvm}', ${JSON.stringify(anna)}, '{}', 'x', 'done', 1000, now()
    from generate_series(1, 20) i`.execute(first);
});
afterEach(async () => {
  await db.dispose();
  await rm(data, { recursive: true, force: true });
});

const start = () =>
  execa(process.execPath, [main, 'run', 'task list --all', '--json'], {
    env: { ...environment(), NAKHODA_DATA: data, DATABASE_URL: db.url },
    cwd: data,
    reject: false,
  });
const count = async (text: string) => (await database.pool.query(text)).rowCount;
const exports = () => readdir(join(data, 'exports')).catch(() => []);
const parts = async () => (await exports()).filter((name) => name.includes('.part-'));

/** What keeps the program at one moment, and how we see that it is there. */
const moments = {
  'before its export': {
    lock: 'select pg_advisory_lock(1852536176)',
    there: () => count("select from pg_locks where locktype = 'advisory' and not granted"),
  },
  'in its export': {
    lock: 'begin; lock table operations in access exclusive mode',
    there: async () => (await parts()).length,
  },
  'in its change of the schema': {
    lock: 'begin; lock table claims in access share mode',
    there: () => count("select from pg_locks where relation = 'claims'::regclass and not granted"),
  },
};

test.each(Object.entries(moments))(
  'an upgrade that is killed %s is made by the next start, and loses nothing',
  { timeout: 120_000 },
  async (_, { lock, there }) => {
    const keeper = await database.pool.connect();
    await keeper.query('set statement_timeout = 0; set idle_in_transaction_session_timeout = 0');
    await keeper.query(lock);
    const victim = start();
    await expect.poll(there, { timeout: 30_000 }).toBe(1);
    victim.kill('SIGKILL');
    expect(await victim).toMatchObject({ signal: 'SIGKILL' });
    expect(await count("select where to_regclass('store_version') is null")).toBe(1);
    keeper.release(true);

    const next = await start();
    expect(next).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(next.stdout).blocks[0].rows).toHaveLength(20);
    expect(await parts()).toEqual([]);
    const newest = (await exports()).toSorted().at(-1) ?? '';
    expect(newest).toMatch(/^before-0002-life-.*\.export\.gz$/);

    const other = await world();
    const from = join(data, 'exports', newest);
    expect(await importStore(await other.open(), from)).toMatchObject({
      from: 1,
      rows: { operations: 20 },
    });
    await other.dispose();
  },
);

test('several that start together on an old store change it once, with one export', {
  timeout: 120_000,
}, async () => {
  const all = await Promise.all([start(), start(), start()]);
  expect(all.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  expect(await exports()).toHaveLength(1);
});
