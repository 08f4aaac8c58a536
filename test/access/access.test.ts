import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { commands } from '../../commands/index.ts';
import { hasAdmin, type OpenAccess, openAccess } from '../../src/access/access.ts';
import { withoutCode } from '../../src/access/code.ts';
import type { Card } from '../../src/card.ts';
import type { Actor } from '../../src/chat.ts';
import { desk, type Line } from '../fixtures/desk.ts';
import { leave, type Replica, replica, workshop } from '../fixtures/replicas.ts';
import { anna, ben, type World, world } from '../fixtures/stores.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const eve: Actor = { platform: 'test', id: 'u3', name: 'eve' };
const told: { person: Actor; card: Card }[] = [];
let db: World;
let one: Replica;
let access: OpenAccess;
let say: (line: string, more?: Line) => ReturnType<ReturnType<typeof desk>>;

beforeAll(async () => {
  db = await world();
  one = await replica(db, { kinds: workshop().kinds });
  access = await openAccess({
    records: one.store.access,
    log,
    tell: async (person, card) => told.push({ person, card }) > 0,
  });
  const ask = desk(one, commands, { policy: access, access });
  say = (line, more = {}) => ask(line, { local: false, ...more });
});
afterAll(async () => {
  await access.close();
  await leave([one]);
  await db.dispose();
});
beforeEach(async () => {
  told.length = 0;
  const { pool } = one.database;
  await pool.query('delete from grants');
  await pool.query('delete from access_requests');
  await access.grant(anna, 'admin', { actor: anna, local: true });
});

const titleOf = ({ cards }: { cards: readonly Card[] }) => cards[0]?.title;
const everything = async () => {
  const { pool } = one.database;
  const audit = await pool.query('select line, detail from audit');
  const codes = await pool.query('select * from claim_codes');
  return JSON.stringify([audit.rows, codes.rows]);
};

test('a code makes whoever sends it admin, once, and stands nowhere', async () => {
  const code = await access.issueCode();
  expect(titleOf(await say(`claim ${code.toLowerCase()}`, { actor: ben }))).toBe(
    'You are admin now',
  );
  expect(access.may({ actor: ben }, 'access.change')).toBe(true);
  expect(titleOf(await say(`claim ${code}`, { actor: eve }))).toBe('This code was used already');
  expect(titleOf(await say(`clame ${code}`, { actor: eve }))).not.toBe('You are admin now');
  expect((await everything()).toUpperCase()).not.toContain(code.toUpperCase());
});

test.each([
  ['Claim CODE', 'Claim •••'],
  ['@nakhoda: LINK CODE', '@nakhoda: LINK •••'],
  ['"claim" CODE', '"claim" •••'],
  ['“claim” code=CODE', '“claim” •••'],
  ['claim "CODE"x', 'claim •••'],
  ['claim\u0007CODE', 'claim •••'],
  ['"clame" CO-DE', '"clame" CO-DE'],
  ['link', 'link'],
  ['vm show claim', 'vm show claim'],
])('%j is written down as %j', (line, written) => {
  expect(withoutCode(line)).toBe(written);
});

test('a code that is too old says so', async () => {
  const code = await access.issueCode();
  await one.database.pool.query("update claim_codes set expires_at = now() - interval '1 minute'");
  expect(titleOf(await say(`claim ${code}`, { actor: eve }))).toBe(
    'This code is older than 24 hours',
  );
});

test('after five wrong codes, however they are typed, not even the right one is looked at', async () => {
  const code = await access.issueCode();
  const guesser = { platform: 'test', id: 'u9', name: 'guess' };
  const begins = ['claim', 'Claim', 'nakhoda: claim', '"claim"', '"\\u{63}laim"'];
  for (const [at, begin] of begins.entries()) {
    const said = await say(`${begin} AAAABBBBCCC${at + 2}`, { actor: guesser });
    expect(titleOf(said)).toBe('This code is wrong');
  }
  expect(titleOf(await say(`claim ${code}`, { actor: guesser }))).toBe('Too many wrong codes');
  expect(titleOf(await say(`claim ${code}`, { actor: ben }))).toBe('You are admin now');
});

test('a refusal names who can grant, and its button asks them', async () => {
  const said = await say('vm list', { actor: eve });
  expect(said.cards[0]).toMatchObject({
    title: 'You do not have the right vm.read',
    blocks: [{ text: 'Nothing was changed. anna can grant it.' }],
    actions: [{ command: 'access request viewer', short: 'Request access' }],
  });
  expect(titleOf(await say('access request viewer', { actor: eve }))).toBe(
    'You asked to be viewer',
  );
  expect(told).toMatchObject([
    {
      person: anna,
      card: {
        actions: [
          { command: 'access grant test:u3 viewer' },
          { command: 'access grant test:u3 operator' },
          { command: 'access refuse test:u3' },
        ],
      },
    },
  ]);
  await say('access request viewer', { actor: eve });
  expect(told).toHaveLength(1);
});

test('a grant holds at once, is audited, and the person hears of it', async () => {
  await access.request(eve, 'viewer');
  await say('access grant test:u3 operator');
  expect(access.may({ actor: eve }, 'vm.power')).toBe(true);
  expect(access.may({ actor: eve }, 'access.change')).toBe(false);
  expect(access.requests()).toEqual([]);
  expect(told).toMatchObject([{ person: eve, card: { title: 'You are operator now' } }]);
  const { rows } = await one.database.pool.query(
    "select line, actor from audit where event = 'granted' order by id desc limit 1",
  );
  expect(rows).toMatchObject([{ line: 'access grant test:u3 operator', actor: anna }]);
  await say('access revoke @eve');
  expect(access.may({ actor: eve }, 'fleet.read')).toBe(false);
});

test('a grant of one platform is none on another', () => {
  expect(access.may({ actor: { platform: 'other', id: anna.id } }, 'fleet.read')).toBe(false);
});

test('nobody without the right grants, whatever button they were shown', async () => {
  const said = await say('access grant test:u3 admin', { actor: eve });
  expect(said.handled.outcome).toBe('refused');
  expect(access.may({ actor: eve }, 'fleet.read')).toBe(false);
});

test.each(['access revoke test:u1', 'access grant test:u1 viewer'])(
  '%s leaves the last admin, except at the terminal',
  async (line) => {
    expect(titleOf(await say(line))).toBe('anna is the last admin');
    expect(await hasAdmin(one.store.access)).toBe(true);
    expect((await say(line, { local: true })).handled.outcome).toBe('answered');
    expect(await hasAdmin(one.store.access)).toBe(false);
  },
);

test('another process hears of a grant', async () => {
  const other = await openAccess({ records: one.store.access, log });
  await access.grant(eve, 'viewer', { actor: anna });
  await expect.poll(() => other.may({ actor: eve }, 'fleet.read')).toBe(true);
  await other.close();
});

test('a code is printed at the terminal only', async () => {
  expect((await say('access code')).handled.outcome).toBe('refused');
  expect(titleOf(await say('access code', { local: true }))).toBe('A code for an admin');
});

test('a channel can have its answers for the caller, and a shared answer is for all', async () => {
  const quiet = desk(one, commands, { policy: access, access, audience: () => 'caller' });
  expect((await quiet('task list')).deferred).toEqual(['caller']);
  expect((await quiet('help', { shares: true })).deferred).toEqual(['channel']);
});
