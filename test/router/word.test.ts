import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { filledIn } from '../../src/router/form.ts';
import { commandsOver, desk, type Said, type Seen } from '../fixtures/desk.ts';
import { leave, type Replica, replica, workshop } from '../fixtures/replicas.ts';
import { ben, type World, world } from '../fixtures/stores.ts';

const shop = workshop();
const seen: Seen = { snapshots: 2 };
const line = 'vm delete e1';
let db: World;
let one: Replica;
let say: ReturnType<typeof desk>;

beforeAll(async () => {
  db = await world();
  one = await replica(db, { kinds: shop.kinds, sites: ['kvm', 'vbox'] });
  say = desk(one, commandsOver(seen));
});
afterAll(async () => {
  await leave([one]);
  await db.dispose();
});
beforeEach(() => {
  seen.snapshots = 2;
});

async function previewed(): Promise<string> {
  const said = await say(line);
  return said.cards[0]?.actions?.[0]?.confirms ?? expect.fail('it was not asked');
}

const words = ({ cards }: Said) => JSON.stringify(cards[0]?.blocks);

test('a click on what wants its name asks for it in a form, and begins nothing', async () => {
  const confirms = await previewed();
  const said = await say(line, { confirms });
  expect(said.handled).toEqual({ outcome: 'asked' });
  expect(said.deferred).toEqual([]);
  const [form] = said.forms;
  expect(form).toMatchObject({ line, confirms, fields: [{ label: 'Type e1 to go ahead' }] });
  expect(form && filledIn(form, ['e1'])).toEqual({ line, confirms, typed: 'e1' });
  expect(shop.acts).toEqual([]);
});

test.each(['e1', 'E1 '])('the name as %j goes ahead, once', async (typed) => {
  const confirms = await previewed();
  const { outcome, operation = Number.NaN } = (await say(line, { confirms, typed })).handled;
  expect(outcome).toBe('accepted');
  expect((await say(line, { confirms, typed })).handled.outcome).toBe('refused');
  await one.ended(operation);
});

test.each(['', 'e', 'twin', 'e1; vm delete twin', 'e1\u202e'])(
  'anything else, as %j, shows the plan anew and changes nothing',
  async (typed) => {
    const before = shop.acts.length;
    const confirms = await previewed();
    const said = await say(line, { confirms, typed });
    expect(said.handled).toEqual({ outcome: 'asked' });
    expect(words(said)).toContain('What was typed is not the name');
    expect(shop.acts).toHaveLength(before);
  },
);

test('nobody else is asked for the name, and what has changed is shown anew after it', async () => {
  const confirms = await previewed();
  const other = await say(line, { confirms, actor: ben });
  expect(other.forms).toEqual([]);
  expect(other.handled.outcome).toBe('refused');
  seen.snapshots = 3;
  const said = await say(line, { confirms, typed: 'e1' });
  expect(said.handled).toEqual({ outcome: 'asked' });
  expect(words(said)).toContain('has changed since');
});

test('--yes at the terminal needs no name', async () => {
  expect((await say(`${line} --yes`)).handled.outcome).toBe('accepted');
});
