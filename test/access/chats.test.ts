import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { machine, site } from '../fixtures/machines.ts';
import { type House, openHouse } from './house.ts';

const discordEve = '190000000000000003';
const rules = `access:
  people:
    anna: { slack: UANNA, discord: "190000000000000001" }
    ben: { slack: UBEN, discord: "190000000000000002" }
    eve: { slack: UEVE }
    mallory: { slack: "${discordEve}" }
  bindings:
    - { role: operator, people: [anna], on: ["tag:lab"] }
    - { role: admin, people: [ben] }
    - { role: admin, people: [mallory] }
    - { role: admin, people: [eve], in: { slack: [C0LAB], discord: ["$lab"] } }`;

const lab = machine({ name: 'lab-1', tags: ['lab'] });
const db = machine({ name: 'db-1' });
const kvm = site('kvm', [lab, db]);
const label = 'Stop lab-1 on h1';
const chats = ['slack', 'discord'] as const;
const PATIENCE = { timeout: 20_000, interval: 20 };

let house: House;
beforeAll(async () => {
  house = await openHouse(rules, [kvm]);
}, 120_000);
afterAll(() => house?.close());
beforeEach(async () => {
  kvm.machinesAre([lab, db]);
  await house.pool.query('delete from confirmations');
});

const tasks = async () => (await house.app.store.listTasks({ ended: true, limit: 50 })).length;
const seatOf = (chat: (typeof chats)[number], who: string) =>
  chat === 'slack'
    ? { me: house.slack.person(`U${who.toUpperCase()}`), channel: 'C0OPS' }
    : { me: house.discord.person(who), channel: 'ops' };

/** Somebody presses the button of a preview that was shown to them, or to somebody else; what both see of it. */
async function press(chat: (typeof chats)[number], who: string, shownTo = who): Promise<string> {
  const [mine, theirs] = [seatOf(chat, who), seatOf(chat, shownTo)];
  const seen = async () => {
    const both = await Promise.all([mine, theirs].map(({ me, channel }) => me.seen(channel)));
    return both.join('\n').replace(/.*is thinking.*/g, '');
  };
  const before = await seen();
  const seenBy = chat === 'slack' ? `U${shownTo.toUpperCase()}` : shownTo;
  await mine.me.click(label, { channel: mine.channel, seenBy });
  await expect.poll(seen, PATIENCE).not.toBe(before);
  return seen();
}

describe.each(chats)('on %s', (chat) => {
  test('a forged click on the preview of somebody else confirms nothing, though an admin makes it', async () => {
    expect(await house.say(chat, 'anna', 'ops', 'vm stop lab-1')).toContain(label);
    expect(await press(chat, 'ben', 'anna')).toContain('Only the person who asked may confirm');
    expect(await tasks()).toBe(0);
  });

  test('a preview that is too old confirms nothing', async () => {
    await house.say(chat, 'anna', 'ops', 'vm stop lab-1');
    await house.pool.query('update confirmations set expires_at = now()');
    expect(await press(chat, 'anna')).toMatch(/too old|expired|is over/);
    expect(await tasks()).toBe(0);
  });

  test.each([
    ['renamed', () => [{ ...lab, name: 'lab-2' }, db]],
    ['replaced by another one with its id and name', () => [{ ...lab, birth: 'later' }, db]],
    ['no more among those that the person may touch', () => [{ ...lab, tags: [] }, db]],
  ])('a machine that is %s by the time of the click is not stopped', async (_, now) => {
    await house.say(chat, 'anna', 'ops', 'vm stop lab-1');
    kvm.machinesAre(now());
    await press(chat, 'anna');
    expect(await tasks()).toBe(0);
  });

  test.each([
    'vm stop "lab-1\ndb-1"',
    'vm stop lab-1\nvm stop db-1',
    'vm stop lab-1,db-1',
    'vm stop "--yes" db-1',
    'vm stop “lab-1” “db-1”',
    'vm stop machines=db-1 --yes',
  ])('%j smuggles no machine past the rules', async (line) => {
    const seen = await house.say(chat, 'anna', 'ops', line);
    expect(seen).not.toMatch(/\[Stop /);
    expect(await tasks()).toBe(0);
  });
});

test('the id of a person in one chat is nobody’s in the other', async () => {
  expect(await house.say('discord', 'eve', 'ops', 'access list')).toContain(
    'You do not have the right access.read',
  );
  expect(await house.say('discord', 'eve', 'lab', 'access list')).toContain(
    'You do not have the right access.read',
  );
});

test('a rule of one channel is none in another, nor in direct messages', async () => {
  expect(await house.say('slack', 'eve', 'lab', 'access list')).toContain('access.bindings[3]');
  expect(await house.say('slack', 'eve', 'ops', 'access list')).toContain('You have it in other');
  const eve = house.slack.person('UEVE');
  await eve.message('access list');
  await expect
    .poll(() => eve.seen(eve.direct), PATIENCE)
    .toContain('You have it in other channels');
});

describe('an audit that somebody with the database changed', () => {
  /** As whoever may do everything with the database does it. */
  async function tamper(statement: string): Promise<void> {
    const client = await house.pool.connect();
    await client.query('set session_replication_role = replica');
    await client.query(statement);
    await client.query('reset session_replication_role');
    client.release();
  }
  const last = '(select max(seq) from audit)';

  test.each(chats)('is named in %s: a row that was changed, one that is gone', async (chat) => {
    for (const line of ['vm list', 'fleet', 'task list']) {
      await house.say(chat, 'ben', 'ops', line);
    }
    await tamper(`update audit set line = 'vm list --all' where seq = ${last} - 2`);
    await tamper(`delete from audit where seq = ${last} - 1`);
    const told = await house.say(chat, 'ben', 'ops', 'audit verify');
    expect(told).toContain('was changed');
    expect(told).toContain('missing');
  });

  test.each(chats)('is named in %s: an end that was cut off', async (chat) => {
    await house.say(chat, 'ben', 'ops', 'fleet');
    await tamper(`delete from audit where seq = ${last}`);
    expect(await house.say(chat, 'ben', 'ops', 'audit verify')).toContain('ends');
  });
});
