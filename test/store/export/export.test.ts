import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportStore } from '../../../src/store/export/export.ts';
import { importStore } from '../../../src/store/export/import.ts';
import { bookkeeping, tables } from '../../../src/store/tables.ts';
import { schemaSteps } from '../../../src/store/upgrade/versions.ts';
import { begin, drop, exclusive, type Member, type World, world } from '../../fixtures/stores.ts';

let directory: string;
let db: World;
let one: Member;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nakhoda-export-'));
  db = await world();
  one = await db.join();
});
afterAll(async () => {
  await db.dispose();
  await rm(directory, { recursive: true, force: true });
});

const newFile = () => join(directory, `${randomUUID()}.export.gz`);
const exported = async () => (await exportStore(one.database, newFile())).file;

async function rowsOf({ database }: Pick<Member, 'database'>) {
  const found: Record<string, unknown> = {};
  for (const name of tables) {
    const { rows } = await database.pool.query(`select * from ${name} order by ${name}::text`);
    found[name] = rows;
  }
  return found;
}

test('every table of the schema is in an export, or is only about this one database', async () => {
  const { rows } = await one.database.pool.query(
    `select relname as tablename from pg_class where relnamespace = 'public'::regnamespace
      and relkind in ('r', 'p') and not relispartition and relname not like 'kysely%'`,
  );
  const names = rows.map(({ tablename }) => tablename);
  expect(names.toSorted()).toEqual([...tables, ...bookkeeping].toSorted());
});

const guest = { site: 'kvm', host: 'h', id: 'é\t1', birth: 'b1', name: 'web-1' };
const way = {
  user: 'root',
  address: 'fd00::7',
  port: 2222,
  viaHost: true,
  hostKey: 'ssh-ed25519 AAAA+/=',
  publicKey: 'ssh-ed25519 BBBB nakhoda',
};

test('what could still be answered with or claimed with is in no export', async () => {
  const left = await one.database.pool.query('select count(*)::int as n from arrivals');
  await one.store.receive({ key: 'test:open', platform: 'test', event: { token: 'open-token' } });
  await one.store.receive({ key: 'test:over', platform: 'test', event: { token: 'over-token' } });
  await one.store.dealtWith('test:over');
  await one.database.pool.query(
    "insert into claim_codes (hash, expires_at) values ('open-hash', now() + interval '1 hour')",
  );
  const text = gunzipSync(await readFile(await exported())).toString();
  expect(left.rows).toEqual([{ n: 0 }]);
  expect(text).toContain('test:over');
  expect(text).not.toMatch(/test:open|-token|open-hash/);
  await one.database.pool.query('delete from arrivals');
  await one.database.pool.query('delete from claim_codes');
});

describe('a store that is exported and imported', () => {
  const hostile = 'a\tb\\.\nc\r\n\\.\n\\N "é" 😀 {"sha256":';

  test('has the same rows, and the next number is a new one', async () => {
    const hold = await begin(one.store, [exclusive('machine:kvm/a')]);
    await one.store.beginStep(hold, hostile);
    await one.store.endStep(hold, { name: hostile, result: { hostile } });
    await one.store.end(hold, { state: 'done', card: { title: hostile } });
    await one.store.saveGuestWay(guest, way);
    const left = await begin(one.store);
    const file = await exported();
    expect((await stat(file)).mode & 0o777).toBe(0o600);

    const other = await world();
    const database = await other.open();
    await importStore(database, file);
    const now = await rowsOf({ database });
    expect(now).toEqual(await rowsOf(one));
    const two = await other.join();
    expect(two.store.me).toBeGreaterThan(one.store.me);
    expect(await two.store.guestWay(guest)).toEqual(way);
    // Its owner does not live here: whoever reaches the site takes it.
    expect(await two.store.takeable({ sites: ['kvm'], kinds: ['test'] })).toEqual([left.id]);
    expect((await begin(two.store)).id).toBe(left.id + 1);
    await other.dispose();
  });

  test('is as it was at one moment, whatever is written meanwhile', async () => {
    const { pool } = one.database;
    const blocker = await pool.connect();
    await blocker.query('begin; lock table steps in access exclusive mode');
    const exporting = exported();
    await expect
      .poll(
        async () =>
          (await pool.query("select from pg_locks where not granted and mode = 'AccessShareLock'"))
            .rowCount,
      )
      .toBe(1);
    const late = await pool.query(
      "insert into audit (at, chain, seq, previous, mac, event, actor, line, targets, outcome) values (now(), 99, 1, '', '', 'answered', '{}', 'late', '{}', 'ok') returning id",
    );
    await blocker.query('commit');
    blocker.release();
    const text = gunzipSync(await readFile(await exporting)).toString();
    expect(text).not.toContain('late');
    expect(late.rows).toHaveLength(1);
  });

  test('keeps more than fits into one piece of a stream', async () => {
    await one.database.pool.query(`insert into audit (at, chain, seq, previous, mac, event, actor, line, targets, outcome)
      select now(), 99, i + 1, '', '', 'answered', '{}', repeat('long ' || i, 200), '{}', 'ok' from generate_series(1, 5000) i`);
    const other = await world();
    const database = await other.open();
    await importStore(database, await exported());
    expect((await rowsOf({ database }))['audit']).toEqual((await rowsOf(one))['audit']);
    await other.dispose();
  });
});

describe('what is no whole export', () => {
  let other: World;
  beforeAll(async () => {
    other = await world();
  });
  afterAll(() => other.dispose());

  const changed = (text: string) => text.replace('machine:kvm/a', 'machine:kvm/b');
  const spoilt: Readonly<Record<string, (file: string) => Promise<void>>> = {
    'cut in the middle': async (file) => truncate(file, Math.floor((await stat(file)).size / 2)),
    'cut by its last byte': async (file) => truncate(file, (await stat(file)).size - 1),
    'cut to nothing': (file) => truncate(file, 0),
    'no gzip': (file) => writeFile(file, 'hello\n'),
    'gzip of something else': (file) => writeFile(file, gzipSync('hello\n')),
    'packed again with another name in it': async (file) =>
      writeFile(file, gzipSync(changed(gunzipSync(await readFile(file)).toString()))),
    'packed again without its last line': async (file) => {
      const lines = gunzipSync(await readFile(file))
        .toString()
        .trimEnd()
        .split('\n');
      await writeFile(file, gzipSync(`${lines.slice(0, -1).join('\n')}\n`));
    },
    'with a byte turned': async (file) => {
      const bytes = await readFile(file);
      const at = Math.floor(bytes.length / 2);
      bytes[at] = (bytes[at] ?? 0) ^ 0x10;
      await writeFile(file, bytes);
    },
  };

  test.each(Object.keys(spoilt))('%s is refused, and nothing is made', async (name) => {
    const file = await exported();
    await spoilt[name]?.(file);
    const database = await other.open();
    await expect(importStore(database, file)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('no whole export'),
      hint: expect.stringContaining('Nothing was changed'),
    });
    const { rows } = await database.pool.query("select to_regclass('operations') as made");
    expect(rows).toEqual([{ made: null }]);
  });

  test('a file that is not there is refused by its name', async () => {
    await expect(importStore(await other.open(), '/nonexistent/x')).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('/nonexistent/x cannot be read'),
    });
  });
});

describe('a store that is not free', () => {
  test('with rows is refused by their names, and keeps them', async () => {
    const other = await world();
    const there = await other.join();
    await begin(there.store);
    await drop(there);
    const database = await other.open();
    const before = await rowsOf({ database });
    await expect(importStore(database, await exported())).rejects.toMatchObject({
      code: 'conflict',
      message: 'The store is not empty: 1 in operations, 1 in audit',
    });
    expect(await rowsOf({ database })).toEqual(before);
    await other.dispose();
  });

  test('with a process at work is refused by its number; without it the import is made', async () => {
    const other = await world();
    const there = await other.join();
    const file = await exported();
    const database = await other.open();
    await expect(importStore(database, file)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(`process ${process.pid} on`),
    });
    await drop(there);
    await importStore(database, file);
    expect((await rowsOf({ database }))['audit']).toEqual((await rowsOf(one))['audit']);
    await other.dispose();
  });

  test('an import that fails half way leaves nothing', async () => {
    const other = await world();
    const database = await other.open();
    const steps = { name: '9999-broken', migration: { up: () => Promise.reject(new Error('no')) } };
    const broken = { steps: [...schemaSteps, steps] };
    await expect(importStore(database, await exported(), broken)).rejects.toThrow('no');
    const { rows } = await database.pool.query("select to_regclass('operations') as made");
    expect(rows).toEqual([{ made: null }]);
    await other.dispose();
  });
});

test('a file that is there already is left as it is', async () => {
  const file = newFile();
  await writeFile(file, 'dear');
  await expect(exportStore(one.database, file)).rejects.toMatchObject({ code: 'conflict' });
  expect(await readFile(file, 'utf8')).toBe('dear');
});

test('an export that is given up leaves no file', async () => {
  const before = await readdir(directory);
  await expect(exportStore(one.database, newFile(), AbortSignal.abort())).rejects.toThrow();
  expect(await readdir(directory)).toEqual(before);
});

test('a server that only reads is exported all the same', async () => {
  const { pool } = one.database;
  const name = (await pool.query('select current_database() as name')).rows[0].name;
  await pool.query(`alter database ${name} set default_transaction_read_only = on`);
  try {
    const reader = await db.open();
    const { file } = await exportStore(reader, newFile());
    expect((await stat(file)).size).toBeGreaterThan(0);
  } finally {
    await pool.query(`alter database ${name} reset default_transaction_read_only`);
  }
});
