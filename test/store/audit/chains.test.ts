import { afterEach, beforeEach, expect, test } from 'vitest';
import { keyFrom, plainKey, plainKeys } from '../../../src/audit/keys.ts';
import { sealRow, sealStart } from '../../../src/audit/seal.ts';
import { auditKeys, tampered } from '../../fixtures/audit.ts';
import { drop } from '../../fixtures/stores.ts';

let audit: Awaited<ReturnType<typeof tampered>>;
beforeEach(async () => {
  audit = await tampered();
});
afterEach(() => audit.db.dispose());

const write: typeof audit.write = (...given) => audit.write(...given);
const tamper: typeof audit.tamper = (...given) => audit.tamper(...given);
const query: typeof audit.query = (...given) => audit.query(...given);
const findings: typeof audit.findings = (...given) => audit.findings(...given);

test('go on in the next process, and two at once have one each', async () => {
  await write(2);
  const two = await audit.db.join({ auditKeys });
  await write(3, two);
  await drop(two);
  const three = await audit.db.join({ auditKeys });
  await write(1, three);
  expect((await audit.verify()).chains).toMatchObject([
    { chain: 1, rows: 2 },
    { chain: 2, rows: 4 },
  ]);
  expect(await findings()).toEqual([]);
});

test('a key that was replaced begins a new one; the old one is checked with the old key', async () => {
  await write(3);
  const keys = { current: keyFrom('b'.repeat(32)), old: [auditKeys.current] };
  await audit.begin(keys);
  await write(2);
  expect(await findings()).toEqual([]);
  await audit.begin({ ...keys, old: [] });
  expect(await findings()).toEqual([{ is: 'unknown-key', chain: 1, key: auditKeys.current.id }]);
});

test('one without a key is held by the first with one, and a removed one is missed', async () => {
  await audit.begin(plainKeys);
  await write(3);
  await audit.begin();
  await write(1);
  const rows = await query('select id from audit_chains order by id');
  expect(rows.rows).toEqual([{ id: 1 }, { id: 2 }]);
  expect(await findings()).toEqual([]);
  await tamper('delete from audit where chain = 1', 'delete from audit_chains where id = 1');
  expect(await findings()).toEqual([{ is: 'chain-missing', chain: 1 }]);
});

test('one that was made anew without a key is another one than the next one saw', async () => {
  await audit.begin(plainKeys);
  await write(3);
  await audit.begin();
  await write(1);
  await tamper(
    'delete from audit where chain = 1 and seq = 3',
    'update audit_chains set seq = 2, mac = (select mac from audit where chain = 1 and seq = 2) where id = 1',
  );
  expect(await findings()).toEqual([{ is: 'ends-early', chain: 1, seq: 2, said: 3, by: 'chain' }]);
});

test('a beginning that was changed is named', async () => {
  await write(2);
  await tamper("update audit_chains set begun_at = begun_at - interval '1 day'");
  expect(await findings()).toEqual([{ is: 'start-changed', chain: 1 }]);
});

test('one that began without a key after there was one could be anybody’s, and is told so', async () => {
  await write(2);
  const begun = '2026-01-01T00:00:00.000000Z';
  const start = sealStart(plainKey, { chain: 2, key: 'none', begun, seen: [] });
  const row = {
    ...{ chain: 2, seq: 1, at: begun, replica: null, event: 'ended', person: null },
    ...{ actor: { id: 'u1' }, place: null, line: 'vm delete db-1', operation: null, targets: [] },
    ...{ outcome: 'done', detail: null, duration: null },
  };
  const mac = sealRow(plainKey, row, start);
  await query("select audit_month('2026-01-01')");
  await query(
    `insert into audit_chains (id, key, begun_at, seen, start, owner, seq, mac)
      values (2, 'none', $1, '[]', decode($2, 'hex'), 0, 1, decode($3, 'hex'))`,
    [begun, start, mac],
  );
  await query(
    `insert into audit (at, chain, seq, previous, mac, event, actor, line, targets, outcome)
      values ($1, 2, 1, decode($2, 'hex'), decode($3, 'hex'), $4, $5, $6, '{}', $7)`,
    [row.at, start, mac, row.event, row.actor, row.line, row.outcome],
  );
  expect(await findings()).toEqual([{ is: 'without-key', chain: 2, keyed: 1 }]);
});
