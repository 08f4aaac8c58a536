import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BotError } from '../src/errors.ts';
import { commandsOver, desk, type Said, type Seen } from './fixtures/desk.ts';
import { leave, type Replica, replica, workshop } from './fixtures/replicas.ts';
import { type World, world } from './fixtures/stores.ts';

const shop = workshop();
const seen: Seen = { snapshots: 2 };
let db: World;
let one: Replica;
let say: ReturnType<typeof desk>;
let last = 0;

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
  last = (await rows(0)).length;
});

async function rows(after = last) {
  const { rows: found } = await one.database.pool.query(
    'select event, outcome, line, detail, targets, actor from audit order by id offset $1',
    [after],
  );
  return found;
}

const titleOf = ({ cards }: Said) => cards[0]?.title;

test('a question is answered, and the audit has it', async () => {
  const said = await say('vm show e1');
  expect(said).toMatchObject({
    handled: { outcome: 'answered' },
    deferred: ['channel'],
  });
  expect(said.cards).toHaveLength(1);
  expect(await rows()).toMatchObject([
    {
      ...{ event: 'answered', outcome: 'ok', line: 'vm show e1' },
      targets: ['machine:kvm/00000000-0000-4000-8000-000000000001'],
    },
  ]);
});

test('a line that is not understood is a usage error', async () => {
  const said = await say('vm shwo e1');
  expect(said.handled.outcome).toBe('usage');
  expect(said.cards[0]?.actions?.[0]?.command).toBe('vm show e1');
  expect(said.deferred).toEqual([]);
  expect(await rows()).toMatchObject([{ event: 'refused', outcome: 'usage' }]);
});

test('a value that is wrong is a usage error too: the line has to be typed otherwise', async () => {
  const said = await say('vm show ""');
  expect(said.handled.outcome).toBe('usage');
  expect(titleOf(said)).toBe('machine is empty');
  expect(await rows()).toMatchObject([{ event: 'refused', outcome: 'invalid' }]);
});

test('missing values are asked for in a form', async () => {
  const said = await say('vm show');
  expect(said.handled.outcome).toBe('usage');
  expect(said.forms).toMatchObject([
    { title: 'vm show', line: 'vm show', fields: [{ name: 'machine', label: 'Which one' }] },
  ]);
  expect(said.cards).toEqual([]);
  expect(await rows()).toMatchObject([{ event: 'refused', outcome: 'usage' }]);
});

test('an ambiguous machine gives whole lines as choices', async () => {
  const said = await say('vm stop twin --yes');
  expect(titleOf(said)).toBe('twin means 2 machines');
  expect(said.cards[0]?.actions?.map(({ command }) => command)).toEqual([
    'vm stop kvm/twin',
    'vm stop vbox/twin',
  ]);
  expect(said.handled).toEqual({ outcome: 'refused' });
  expect(await rows()).toMatchObject([{ event: 'refused', outcome: 'ambiguous' }]);
});

test('a bug is an incident, and never more than that', async () => {
  const said = await say('vm list');
  expect(titleOf(said)).toMatch(/incident [0-9a-f]{8}/);
  expect(JSON.stringify(said.cards)).not.toContain('undefined');
  expect(await rows()).toMatchObject([{ event: 'refused', outcome: 'fault', detail: null }]);
});

test('an answer that takes too long is a timeout, not a bug', async () => {
  const said = await desk(one, commandsOver(seen), { answerMs: 30 })('fleet');
  expect(titleOf(said)).toBe('There was no answer in time');
  expect(await rows()).toMatchObject([{ event: 'refused', outcome: 'timeout' }]);
});

describe('rights', () => {
  test('nobody but the OS user may do anything but ask for help', async () => {
    for (const line of ['vm show e1', 'vm stop e1', 'vm start e1', 'fleet']) {
      const said = await say(line, { local: false });
      expect(said.handled).toEqual({ outcome: 'refused' });
      expect(titleOf(said)).toMatch(/^You do not have the right vm\./);
      expect(said.deferred).toEqual([]);
    }
    expect((await say('help', { local: false })).handled.outcome).toBe('answered');
    expect((await rows()).map(({ outcome }) => outcome)).toEqual([
      ...Array.from({ length: 4 }, () => 'forbidden'),
      'ok',
    ]);
  });

  test('a missing machine tells a stranger nothing', async () => {
    expect(titleOf(await say('vm show nosuch', { local: false }))).toMatch(/right/);
  });

  test('--yes is the terminal’s alone, even where the right is there', async () => {
    const open = desk(one, commandsOver(seen), { policy: { may: () => true } });
    const said = await open('vm stop e1 --yes', { local: false });
    expect(said.handled.outcome).toBe('refused');
    expect(titleOf(said)).toContain('--yes');
    expect(shop.times('e1')).toBe(0);
  });

  test('what needs a second person is refused where none can be asked, --yes or not', async () => {
    for (const line of ['vm reboot e1', 'vm reboot e1 --yes']) {
      expect((await say(line)).handled).toEqual({ outcome: 'refused' });
    }
  });
});

describe('a chat that fails', () => {
  const broken = async (): Promise<never> => {
    throw new Error('the message was deleted');
  };

  test('takes back nothing that was accepted', async () => {
    const reply = { accepted: broken } as never;
    const { handled } = await say('vm start e1', { reply });
    expect(handled).toMatchObject({ outcome: 'accepted', operation: expect.any(Number) });
    expect((await one.ended(handled.operation ?? 0)).state).toBe('done');
    expect((await rows()).map(({ event }) => event)).toEqual(['accepted', 'ended']);
  });

  test('is no reason to throw', async () => {
    const reply = { answer: broken, ask: broken, defer: broken } as never;
    for (const line of ['vm show e1', 'vm show', 'nonsense', 'vm stop e1']) {
      await expect(say(line, { reply })).resolves.toBeDefined();
    }
    expect(await rows()).not.toHaveLength(0);
  });
});

test('with the store down nothing is accepted, and the person is told', async () => {
  const down = () =>
    Promise.reject(new BotError('unreachable', 'The bot’s database does not answer'));
  const ledger = { ask: down, confirmation: down, decline: down, audit: down };
  const cut = desk(one, commandsOver(seen), { ledger, runner: { accept: down } });
  for (const line of ['vm start e1', 'vm stop e1', 'vm stop e1 --yes', 'vm show e1']) {
    const said = await cut(line);
    expect(said.handled).toEqual({ outcome: 'refused' });
    expect(titleOf(said)).toBe('The bot’s database does not answer');
  }
});

test('no line throws, and each leaves its row', async () => {
  const word = fc.oneof(
    fc.constantFrom(
      'vm',
      'stop',
      'show',
      'e1',
      'help',
      '--yes',
      '--all',
      '"',
      '$(reboot)',
      '\u202e',
      '=',
    ),
    fc.string({ unit: 'binary', maxLength: 12 }),
  );
  let lines = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 6 }), fc.boolean(), async (words, local) => {
      lines += 1;
      const { handled } = await say(words.join(' '), { local });
      expect(['usage', 'refused', 'answered', 'asked', 'accepted']).toContain(handled.outcome);
    }),
    { numRuns: 150 },
  );
  const events = (await rows()).filter(({ event }) => event !== 'ended');
  expect(events).toHaveLength(lines);
});
