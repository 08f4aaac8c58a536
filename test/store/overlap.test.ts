import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exportStore } from '../../src/store/export/export.ts';
import { importStore } from '../../src/store/export/import.ts';
import { openStore } from '../../src/store/open.ts';
import type { Tables } from '../../src/store/schema.ts';
import { runMigrations } from '../../src/store/upgrade/migrate.ts';
import {
  meet,
  oldestAfter,
  type SchemaStep,
  schemaSteps,
} from '../../src/store/upgrade/versions.ts';
import { anna, begin, drop, type Member, type World, world } from '../fixtures/stores.ts';

const now = schemaSteps.length;
/** The oldest code that can work with the schema of now. */
const oldest = oldestAfter(schemaSteps, 0);
const next = (number: number, oldest?: number): SchemaStep => ({
  name: `${9_000 + number}-later`,
  migration: {
    up: (db) => db.schema.createTable(`later_${number}`).addColumn('id', 'integer').execute(),
  },
  oldest,
});
const oneOn = [...schemaSteps, next(1)];
const twoOn = [...oneOn, next(2)];

let db: World;
beforeEach(async () => {
  db = await world();
});
afterEach(() => db.dispose());

async function joinWith(steps: readonly SchemaStep[], exports?: string): Promise<Member> {
  const database = await db.open();
  const member = { sites: ['kvm'], client: false };
  return { database, store: await openStore(database, member, { steps, exports }) };
}
const version = async ({ database }: Member) =>
  (await database.pool.query('select version, oldest from store_version')).rows[0];

describe('two versions on one database', () => {
  test('one that runs goes on while the next one changes the schema, and both work', async () => {
    const old = await joinWith(schemaSteps);
    const fresh = await joinWith(oneOn);
    expect(await version(fresh)).toEqual({ version: now + 1, oldest: now });
    const hold = await begin(old.store);
    await old.store.end(hold, { state: 'done', card: { title: 'x' } });
    expect(await fresh.store.operation(hold.id)).toMatchObject({ state: 'done' });
    // It may even start anew.
    await drop(old);
    await begin((await joinWith(schemaSteps)).store);
  });

  test('one that is two behind is refused, and so is its start', async () => {
    const old = await joinWith(schemaSteps);
    await expect(joinWith(twoOn)).rejects.toMatchObject({
      code: 'conflict',
      message: `The store cannot be brought from schema ${now} to ${now + 2}: 1 running process knows nothing newer than ${now}`,
      hint: expect.stringContaining('Nothing was changed'),
    });
    expect(await version(old)).toEqual({ version: now, oldest });
    await drop(old);
    await joinWith(twoOn);
    await expect(joinWith(schemaSteps)).rejects.toMatchObject({
      code: 'unsupported',
      message: 'The database belongs to a newer version of the bot',
      hint: expect.stringContaining(`wants at least ${now + 1}, this bot knows ${now}`),
    });
  });

  test('a change that the one before cannot live with waits until it has gone', async () => {
    const old = await joinWith(schemaSteps);
    const breaking = [...schemaSteps, next(1, now + 1)];
    await expect(joinWith(breaking)).rejects.toMatchObject({ code: 'conflict' });
    await drop(old);
    await joinWith(breaking);
    await expect(joinWith(schemaSteps)).rejects.toMatchObject({ code: 'unsupported' });
  });
});

test.each([
  { code: 1, version: 0, oldest: 0, live: [], does: 'migrate' },
  { code: 2, version: 2, oldest: 1, live: [1, 2], does: 'work' },
  { code: 1, version: 2, oldest: 1, live: [2], does: 'work' },
  { code: 2, version: 1, oldest: 1, live: [1, 1], does: 'migrate' },
  { code: 3, version: 1, oldest: 1, live: [], does: 'migrate' },
  { code: 3, version: 1, oldest: 1, live: [1], does: 'conflict' },
  { code: 3, version: 2, oldest: 1, live: [1, 2], does: 'conflict' },
  { code: 1, version: 3, oldest: 2, live: [], does: 'unsupported' },
])(
  'code $code at schema $version, with $live at work: $does',
  ({ code, version: found, oldest, live, does }) => {
    const steps = Array.from({ length: code }, (_, at) => next(at));
    const rule = () => {
      try {
        return meet({ steps, found: { version: found, oldest }, live });
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(rule()).toBe(does);
  },
);

describe('a store of an older schema', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'nakhoda-before-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  test('is exported before its schema is changed, for its owner alone, and the last five are kept', async () => {
    await drop(await joinWith(schemaSteps));
    const exports = join(directory, 'exports');
    const steps = [...schemaSteps];
    for (let number = 1; number <= 7; number += 1) {
      steps.push(next(number));
      await drop(await joinWith([...steps], exports));
    }
    const files = (await readdir(exports)).toSorted();
    expect(files.map((name) => /^before-(\d+)-later-/.exec(name)?.[1])).toEqual(
      [3, 4, 5, 6, 7].map((number) => String(9_000 + number)),
    );
    expect((await stat(exports)).mode & 0o777).toBe(0o700);
    expect((await stat(join(exports, files[0] ?? ''))).mode & 0o777).toBe(0o600);
  });

  test('that cannot be exported keeps its schema', async () => {
    const old = await joinWith(schemaSteps);
    await drop(old);
    const exports = join(directory, 'exports');
    await writeFile(exports, 'in the way');
    await expect(joinWith(oneOn, exports)).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining('its schema was not changed'),
    });
    expect(await version(await joinWith(schemaSteps))).toEqual({ version: now, oldest });
  });

  test('that is new has nothing to export', async () => {
    await joinWith(schemaSteps, join(directory, 'exports'));
    expect(await readdir(directory)).toEqual([]);
  });

  test('is brought to date by its import, from the first schema on', async () => {
    const first = await db.open();
    const kysely = new Kysely<Tables>({ dialect: first.dialect });
    await kysely.transaction().execute((trx) => runMigrations(trx, schemaSteps.slice(0, 1)));
    await sql`insert into operations (kind, title, input, sites, actor, place, line, state, deadline_ms)
      values ('test', 'Old', '{}', '{kvm}', ${JSON.stringify(anna)}, '{}', 'x', 'waiting', 1000)`.execute(
      kysely,
    );
    const file = join(directory, 'first.export.gz');
    expect(await exportStore(first, file)).toMatchObject({ schema: 1 });
    const other = await world();
    const database = await other.open();
    expect(await importStore(database, file)).toMatchObject({ from: 1, schema: now });
    const { store } = await other.join();
    expect(await store.listTasks({ ended: true, limit: 9 })).toMatchObject([{ title: 'Old' }]);
    await other.dispose();
  });

  test('of a newer bot is refused, and nothing is made', async () => {
    const newer = await joinWith(oneOn);
    const file = join(directory, 'newer.export.gz');
    await exportStore(newer.database, file);
    const other = await world();
    const database = await other.open();
    await expect(importStore(database, file)).rejects.toMatchObject({
      code: 'unsupported',
      hint: expect.stringContaining(`Its schema is ${now + 1}, this bot knows ${now}`),
    });
    const { rows } = await database.pool.query("select to_regclass('operations') as made");
    expect(rows).toEqual([{ made: null }]);
    await other.dispose();
  });
});
