import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { commandsOver, desk, type Said, type Seen } from '../fixtures/desk.ts';
import { leave, type Replica, replica, workshop } from '../fixtures/replicas.ts';
import { anna, ben, type World, world } from '../fixtures/stores.ts';

const shop = workshop();
const seen: Seen = { snapshots: 2 };
const line = 'vm stop e1';
let db: World;
let one: Replica;
let say: ReturnType<typeof desk>;
let before = 0;

beforeAll(async () => {
  db = await world();
  one = await replica(db, { kinds: shop.kinds, sites: ['kvm', 'vbox'] });
  say = desk(one, commandsOver(seen));
});
afterAll(async () => {
  await leave([one]);
  await db.dispose();
});
beforeEach(async () => {
  seen.snapshots = 2;
  before = (await events(0)).length;
});

/** What this test wrote, but for ends, which come when they come. */
async function events(from = before): Promise<string[]> {
  const { rows } = await one.database.pool.query(
    "select event from audit where event <> 'ended' order by id",
  );
  return rows.map(({ event }) => event).slice(from);
}

async function asked() {
  const said = await say(line);
  const [go, cancel] = said.cards[0]?.actions ?? [];
  return { said, confirms: go?.confirms ?? '', declines: cancel?.declines ?? '' };
}

const operationOf = ({ handled }: Said) => handled.operation ?? 0;

test('a dangerous line is shown first, with two buttons, and nothing happens', async () => {
  const { said } = await asked();
  expect(said.handled).toEqual({ outcome: 'asked' });
  expect(said.deferred).toEqual(['caller']);
  expect(said.cards).toMatchObject([
    {
      title: 'vm stop e1: 2 lost',
      tone: 'warning',
      actions: [
        { label: 'Stop e1', command: line, tone: 'danger', confirms: expect.any(String) },
        { label: 'Cancel', command: line, declines: expect.any(String) },
      ],
    },
  ]);
  expect(await events()).toEqual(['asked']);
});

test('the click of the person who asked goes ahead, once', async () => {
  const { confirms } = await asked();
  const first = await say(line, { confirms });
  expect(first.handled.outcome).toBe('accepted');
  expect((await one.ended(operationOf(first))).state).toBe('done');
  const again = await say(line, { confirms });
  expect(again.handled.outcome).toBe('refused');
  expect(again.cards[0]?.title).toBe('This was already confirmed or cancelled');
  expect(await events()).toEqual(['asked', 'confirmed', 'accepted', 'refused']);
});

test('two clicks at the same time are one operation', async () => {
  const { confirms } = await asked();
  const both = await Promise.all([say(line, { confirms }), say(line, { confirms })]);
  expect(both.map(({ handled }) => handled.outcome).sort()).toEqual(['accepted', 'refused']);
});

test('another person’s click, or one on another line, does nothing', async () => {
  const { confirms, declines } = await asked();
  const other = await say(line, { confirms, actor: ben });
  expect(other.cards[0]?.title).toBe('Only the person who asked may confirm this');
  expect((await say('vm stop kvm/twin', { confirms })).handled.outcome).toBe('refused');
  expect((await say(line, { declines, actor: ben })).cards[0]?.title).toBe(
    'Only the person who asked may cancel this',
  );
  const platform = { ...anna, platform: 'elsewhere' };
  expect((await say(line, { confirms, actor: platform })).handled.outcome).toBe('refused');
  expect((await say(line, { confirms })).handled.outcome).toBe('accepted');
});

test('a click is authorised anew', async () => {
  const { confirms } = await asked();
  expect((await say(line, { confirms, local: false })).handled.outcome).toBe('refused');
});

test('what has changed since is shown anew, and the old button stays useless', async () => {
  const { confirms } = await asked();
  seen.snapshots = 3;
  const said = await say(line, { confirms });
  expect(said.handled).toEqual({ outcome: 'asked' });
  expect(said.cards[0]?.title).toBe('vm stop e1: 3 lost');
  expect(JSON.stringify(said.cards[0]?.blocks)).toContain('has changed since');
  expect((await say(line, { confirms })).handled.outcome).toBe('asked');
  const fresh = said.cards[0]?.actions?.[0]?.confirms ?? '';
  expect((await say(line, { confirms: fresh })).handled.outcome).toBe('accepted');
});

test('an expired preview is shown anew', async () => {
  const { confirms } = await asked();
  await one.database.pool.query('update confirmations set expires_at = now() where id = $1', [
    confirms,
  ]);
  expect((await say(line, { confirms })).handled.outcome).toBe('asked');
});

test('a cancelled plan is thrown away', async () => {
  const { confirms, declines } = await asked();
  const said = await say(line, { declines });
  expect(said).toMatchObject({
    handled: { outcome: 'answered' },
    cards: [{ title: 'Cancelled: nothing was changed' }],
  });
  expect((await say(line, { confirms })).handled.outcome).toBe('refused');
  expect((await say(line, { declines })).handled.outcome).toBe('refused');
  expect(await events()).toEqual(['asked', 'declined', 'refused', 'refused']);
});

test('a button of no plan is expired', async () => {
  for (const id of ['nothing', '', '\0', "' or true --"]) {
    const said = await say(line, { confirms: id });
    expect(said.cards[0]?.title).toBe('This button belongs to no open plan');
    expect((await say(line, { declines: id })).handled.outcome).toBe('refused');
  }
});

test('--yes at the terminal confirms without a preview; what is harmless is never asked about', async () => {
  for (const harmless of ['vm stop e1 --yes', 'vm start e1']) {
    expect((await say(harmless)).handled.outcome).toBe('accepted');
  }
});
