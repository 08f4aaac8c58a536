import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditKeys } from '../fixtures/audit.ts';
import { machine, site } from '../fixtures/machines.ts';
import {
  anna,
  begin,
  ben,
  exclusive,
  type Member,
  place,
  type World,
  world,
} from '../fixtures/stores.ts';
import { type Bench, openBench, textOf } from './bench.ts';

let db: World;
let one: Member;
let bench: Bench;
let task: number;

beforeAll(async () => {
  db = await world();
  one = await db.join({ auditKeys });
  const note = (line: string, actor = anna, outcome = 'ok') =>
    one.store.audit({
      event: outcome === 'ok' ? 'answered' : 'refused',
      actor,
      place,
      line,
      outcome,
    });
  await note('vm list');
  await note('vm show "web-1"', ben);
  await note('vm stop web-10', ben, 'forbidden');
  const hold = await begin(one.store, [exclusive('machine:kvm/m1')]);
  task = hold.id;
  await one.store.end(hold, { state: 'failed', card: { title: 'x' }, reason: 'VM is locked' });
  const kvm = site('kvm', [machine({ site: 'kvm', id: 'm1', name: 'web-1' })]);
  bench = openBench([kvm], { audit: one.store.trail, actor: anna });
});
afterAll(() => db.dispose());

const lines = async (line: string) => {
  const card = await bench.card(line);
  const [table] = card.blocks ?? [];
  return table?.type === 'table' ? table.rows.map((row) => row[4]) : [];
};

test('the audit is listed, newest first', async () => {
  expect(await lines('audit list')).toEqual([
    'work',
    'work',
    'vm stop web-10',
    'vm show "web-1"',
    'vm list',
  ]);
});

test.each([
  ['--person BEN', ['vm stop web-10', 'vm show "web-1"']],
  ['--person test:u1 --event answered', ['vm list']],
  ['--person me', ['work', 'work', 'vm list']],
  ['--event REFUSED', ['vm stop web-10']],
  ['--person <@u2>', ['vm stop web-10', 'vm show "web-1"']],
  ['--machine web-1', ['work', 'work', 'vm show "web-1"']],
  ['--machine web-10', ['vm stop web-10']],
  ['--event refused', ['vm stop web-10']],
  ['--since 1h --event ended', ['work']],
  ['--until 1h', []],
])('it is chosen by %s', async (words, found) => {
  expect(await lines(`audit list ${words}`)).toEqual(found);
});

test('a kind of row that there is not is no empty answer', async () => {
  await expect(bench.card('audit list --event approve')).rejects.toMatchObject({
    code: 'invalid',
    hint: expect.stringContaining('Did you mean approved?'),
  });
});

test('it is chosen by its task', async () => {
  expect(await lines(`audit list --task ${task}`)).toEqual(['work', 'work']);
});

test('a page has a button for those before it', async () => {
  const first = await bench.card('audit list 2 --person ben --event answered');
  expect(first.actions?.map(({ label }) => label)).toEqual(['Is it whole?']);
  const page = await bench.card('audit list 3');
  const older = page.actions?.find(({ label }) => label === 'Older ones')?.command ?? '';
  expect(await lines(older)).toEqual(['vm show "web-1"', 'vm list']);
});

test('one row shows everything it holds', async () => {
  const rows = await one.store.trail.list({ event: 'ended' }, { limit: 1 });
  const card = await bench.card(`audit show ${rows[0]?.id}`);
  const text = textOf(card);
  expect(text).toContain('Who: anna (test:u1)');
  expect(text).toContain('Where: test c1');
  expect(text).toContain('Outcome: failed');
  expect(text).toContain('Detail: VM is locked');
  expect(text).toContain('Chain: 1, number 5');
  expect(card.actions?.[0]?.command).toBe(`task show ${task}`);
  await expect(bench.card('audit show 999')).rejects.toMatchObject({ code: 'not-found' });
});

test('an export is one file of JSON Lines, oldest first, with the seals', async () => {
  const card = await bench.card('audit export');
  const file = card.blocks?.find((block) => block.type === 'file');
  const rows = (file?.text ?? '')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows.map(({ line }) => line)).toEqual([
    'vm list',
    'vm show "web-1"',
    'vm stop web-10',
    'work',
    'work',
  ]);
  expect(rows[0]).toMatchObject({ actor: anna, place, chain: 1, seq: 1 });
  expect(rows[1].previous).toBe(rows[0].mac);
  const after = await bench.card(`audit export --after ${rows[3].id}`);
  expect(after.title).toBe('1 row of the audit');
  expect(await bench.card('audit export --until 1h')).toMatchObject({
    title: 'No row of the audit fits that',
  });
});

test('a look at it says that it is whole, and what it cannot know', async () => {
  const card = await bench.card('audit verify');
  expect(card).toMatchObject({ title: 'The audit is whole: 5 rows of the audit', tone: 'success' });
  expect(textOf(card)).toContain('compare with the heads in the log');
  const [head] = (await one.store.trail.verify({ heads: [], signal: AbortSignal.timeout(9_000) }))
    .chains;
  const good = await bench.card(`audit verify --heads=1:5:${head?.head?.mac}`);
  expect(good.tone).toBe('success');
  const bad = await bench.card(`audit verify --heads=1:9:${'0'.repeat(32)}`);
  expect(bad).toMatchObject({ tone: 'danger' });
  expect(textOf(bad)).toContain(
    'Chain 1 ends early: it ends at number 5, and the head from the log says that it was at 9.',
  );
});
