import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Kysely, sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keyFrom, plainKeys } from '../../../src/audit/keys.ts';
import { exportStore } from '../../../src/store/export/export.ts';
import { importStore } from '../../../src/store/export/import.ts';
import { clean } from '../../../src/store/json.ts';
import { openStore } from '../../../src/store/open.ts';
import type { Tables } from '../../../src/store/schema.ts';
import { runMigrations } from '../../../src/store/upgrade/migrate.ts';
import { schemaSteps } from '../../../src/store/upgrade/versions.ts';
import {
  acceptance,
  anna,
  begin,
  ben,
  drop,
  exclusive,
  type Member,
  place,
  type World,
  world,
} from '../../fixtures/stores.ts';

const auditKeys = { current: keyFrom('a'.repeat(32)), old: [] };
const card = { title: 'x' };

let db: World;
let one: Member;
beforeEach(async () => {
  db = await world();
  one = await db.join({ auditKeys });
});
afterEach(() => db.dispose());

const query = (text: string, member = one) => member.database.pool.query(text);
const note = (line: string, { store }: Member = one) =>
  store.audit({ event: 'answered', actor: anna, line, outcome: 'ok' });
const verify = ({ store }: Member = one) =>
  store.trail.verify({ heads: [], signal: AbortSignal.timeout(30_000) });

test('many who write at the same time make one chain, and none waits for ever', async () => {
  const notes = Array.from({ length: 200 }, (_, at) => note(`note ${at}`));
  const works = Array.from({ length: 40 }, async () => {
    const hold = await begin(one.store);
    await one.store.end(hold, { state: 'done', card });
  });
  await Promise.all([...notes, ...works]);
  expect(await verify()).toMatchObject({ findings: [], chains: [{ rows: 280 }] });
});

test('whatever stands in them, rows that are written together are read back as they were sealed', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 12 });
  const awkward = fc.constantFrom('', 'NULL', '{}', '\\', '"', "a,b'", '\n');
  const entry = fc.record({
    line: text,
    detail: fc.option(text, { nil: undefined }),
    place: fc.option(fc.constant(place), { nil: undefined }),
    targets: fc.array(fc.oneof(awkward, text), { maxLength: 3 }),
    durationMs: fc.option(fc.nat(), { nil: undefined }),
  });
  const entries = fc.sample(entry, 100);
  const audited = entries.map((each) =>
    one.store.audit({ event: 'answered', actor: anna, outcome: 'ok', ...each }),
  );
  await Promise.all(audited);
  expect(await verify()).toMatchObject({ findings: [], chains: [{ rows: entries.length }] });
  const { rows } = await query('select targets from audit order by id');
  expect(rows).toEqual(entries.map(({ targets }) => ({ targets: targets.map(clean) })));
});

test('two processes write at the same time, each to its own chain', async () => {
  const two = await db.join({ auditKeys });
  const both = [one, two].flatMap((member) =>
    Array.from({ length: 50 }, (_, at) => note(`note ${at}`, member)),
  );
  await Promise.all(both);
  const { chains, findings } = await verify();
  expect(findings).toEqual([]);
  expect(chains.map(({ rows }) => rows)).toEqual([50, 50]);
});

test('what is rolled back leaves no hole', async () => {
  await note('before');
  await query(`create function no_room() returns trigger language plpgsql as
    $$ begin raise exception 'no room for it'; end $$`);
  await query('create trigger no_room before update on operations execute function no_room()');
  await expect(begin(one.store)).rejects.toThrow('no room');
  await query('drop trigger no_room on operations');
  await query(`create function refuse_late() returns trigger language plpgsql as
    $$ begin raise exception 'refused at the commit'; end $$`);
  await query(`create constraint trigger late after insert on operations deferrable initially deferred
    for each row execute function refuse_late()`);
  await expect(begin(one.store)).rejects.toThrow();
  await query('drop trigger late on operations');
  await begin(one.store);
  expect(await verify()).toMatchObject({ findings: [], chains: [{ rows: 2 }] });
});

test('a chain whose process was taken for dead goes on in another one; the first begins anew', async () => {
  await note('first');
  await query('update audit_chains set owner = 0');
  const two = await db.join({ auditKeys });
  await note('second', two);
  await note('third');
  const { rows } = await query('select chain, line from audit order by id');
  expect(rows).toEqual([
    { chain: 1, line: 'first' },
    { chain: 1, line: 'second' },
    { chain: 2, line: 'third' },
  ]);
  expect((await verify()).findings).toEqual([]);
});

test('a confirmation has a row of its own, before what it let begin', async () => {
  const asked = { id: 'c1', actor: anna, line: 'vm stop e1', fingerprint: 'f' };
  await one.store.ask(asked);
  await one.store.accept({ operations: [acceptance()], confirmation: 'c1', run: false });
  const { rows } = await query('select event, outcome from audit order by id');
  expect(rows).toEqual([
    { event: 'confirmed', outcome: 'confirmed' },
    { event: 'accepted', outcome: 'accepted' },
  ]);
});

test('the person behind an identity is written down where the policy knows them', async () => {
  await drop(one);
  const database = await db.open();
  const personOf = ({ id }: { readonly id: string }) => (id === anna.id ? 'anna' : undefined);
  const store = await openStore(database, { sites: [], client: false, personOf });
  await store.audit({ event: 'answered', actor: anna, line: 'x', outcome: 'ok' });
  await store.audit({ event: 'answered', actor: ben, line: 'x', outcome: 'ok' });
  const { rows } = await database.pool.query('select person from audit order by id');
  expect(rows).toEqual([{ person: 'anna' }, { person: null }]);
});

test('an export carries the chain: the store that was filled from it is whole, and goes on with it', async () => {
  await begin(one.store, [exclusive('machine:kvm/a')]);
  await note('last here');
  const directory = await mkdtemp(join(tmpdir(), 'nakhoda-audit-'));
  const file = join(directory, 'audit.export.gz');
  await exportStore(one.database, file);
  const other = await world();
  await importStore(await other.open(), file);
  const there = await other.join({ auditKeys });
  await note('first there', there);
  expect(await verify(there)).toMatchObject({ findings: [], chains: [{ chain: 1, rows: 3 }] });
  await other.dispose();
  await rm(directory, { recursive: true });
});

test('rows from before there were chains are carried over, and held by the first chain with a key', async () => {
  const old = await world();
  const database = await old.open();
  const kysely = new Kysely<Tables>({ dialect: database.dialect });
  const before = schemaSteps.findIndex(({ name }) => name === '0007-audit-chain');
  await kysely.transaction().execute((trx) => runMigrations(trx, schemaSteps.slice(0, before)));
  await sql`insert into audit (at, replica, event, actor, place, line, operation, targets, outcome, detail, duration_ms)
    select now() - make_interval(days => i), 1, 'answered', '{"platform":"test","name":"é \\"x\\"","id":"u"}',
      case when i % 2 = 0 then '{"channel":"c","platform":"test"}'::jsonb end, 'line ' || i, i, '{a,"b c"}', 'ok', null, i
    from generate_series(1, 2500) i`.execute(kysely);
  const keyed = await old.join({ auditKeys });
  await note('now', keyed);
  const { chains, findings } = await verify(keyed);
  expect(findings).toEqual([]);
  expect(chains).toMatchObject([
    { chain: 1, key: plainKeys.current.id, rows: 2500 },
    { chain: 2, key: auditKeys.current.id, rows: 1 },
  ]);
  const { rows } = await query(
    'select max(id)::int as id, count(*)::int as count from audit',
    keyed,
  );
  expect(rows).toEqual([{ id: 2501, count: 2501 }]);
  await old.dispose();
});
