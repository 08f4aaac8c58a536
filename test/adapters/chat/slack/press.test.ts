import { describe, expect, test } from 'vitest';
import type { Form, Incoming } from '../../../../src/chat.ts';
import { answered } from '../../../doubles/bot.ts';
import { openDesk, says, until } from './desk.ts';
import { CHANNEL } from './seat.ts';

const form: Form = {
  title: 'snapshot create',
  problem: { title: 'Which machine?' },
  line: 'snapshot create',
  fields: [
    { name: 'machine', label: 'Machine', required: true, suggests: true },
    { name: 'keep', label: 'How many', required: false, named: true, integer: { min: 1, max: 9 } },
  ],
};

const asksAtFirst = async ({ line, reply }: Incoming) => {
  if (line === 'snapshot create') await reply.ask(form);
  return answered;
};

describe('a button on Slack', () => {
  const preview = {
    title: 'Roll back e1?',
    actions: [
      { label: 'Roll back e1', command: 'snapshot rollback e1 a', confirms: 'c-1' },
      { label: 'Cancel', command: 'snapshot rollback e1 a', declines: 'c-1' },
    ],
  };
  const previews = async (incoming: Incoming) => {
    const { confirms, declines, reply } = incoming;
    if (confirms) await reply.accepted?.({ title: 'Accepted: Roll back e1' }, 1);
    else await reply.answer(declines ? { title: 'Cancelled: nothing was changed' } : preview);
    return answered;
  };

  test.each([
    ['Roll back e1', 'Accepted: Roll back e1'],
    ['Cancel', 'Cancelled: nothing was changed'],
  ])('[%s] takes the place of the preview', async (label, outcome) => {
    const { ann } = await openDesk({ answer: previews });
    await ann.slash(CHANNEL, '/snapshot', 'rollback e1 a');
    await until(async () => expect(await ann.seen(CHANNEL)).toContain('Roll back e1?'));
    await ann.click(label);
    await until(async () => expect(await ann.seen(CHANNEL)).toContain(outcome));
    expect(await ann.seen(CHANNEL)).not.toContain('Roll back e1?');
    expect(ann.messages(CHANNEL).flatMap(({ buttons }) => buttons)).toEqual([]);
  });

  test('takes the place of the preview in direct messages too', async () => {
    const { ann } = await openDesk({ answer: previews });
    await ann.message('snapshot rollback e1 a');
    await until(async () => expect(await ann.seen(ann.direct)).toContain('Roll back e1?'));
    await ann.click('Roll back e1');
    await until(async () => expect(await ann.seen(ann.direct)).toContain('Accepted'));
    expect(ann.messages(ann.direct).flatMap(({ buttons }) => buttons)).toEqual([]);
  });

  test('that confirms asks once more, and so does one that is dangerous', async () => {
    const actions = [
      ...preview.actions,
      { label: 'Delete', command: 'vm delete e1', tone: 'danger' as const },
    ];
    const { ann } = await openDesk({ answer: says({ ...preview, actions }, 'caller') });
    await ann.slash(CHANNEL, '/snapshot', 'rollback e1 a');
    await until(() => expect(ann.messages(CHANNEL)).toHaveLength(1));
    const buttons = ann.messages(CHANNEL)[0]?.buttons ?? [];
    expect(buttons.map(({ label, confirm }) => [label, confirm?.title, confirm?.text])).toEqual([
      ['Roll back e1', 'Roll back e1?', 'Roll back e1?'],
      ['Cancel', undefined, undefined],
      ['Delete', 'Delete?', 'It sends: vm delete e1'],
    ]);
  });

  test('that is too old says so', async () => {
    const { ann, bot } = await openDesk({
      answer: says(
        { title: 'web-1', actions: [{ label: 'Show', command: 'vm show web-1' }] },
        'channel',
      ),
      bends: () => ({ kept: async () => undefined }),
    });
    await ann.slash(CHANNEL, '/vm', 'list');
    await until(() => expect(ann.messages(CHANNEL)).toHaveLength(1));
    await ann.click('Show');
    await until(async () => expect(await ann.seen(CHANNEL)).toContain('This button is too old'));
    expect(bot.heard).toHaveLength(1);
  });
});

describe('a form on Slack', () => {
  test('opens at once, knows the machines, and comes back as a line', async () => {
    const words = [{ value: 'web-1' }, { value: 'web-2' }];
    const { ann, bot } = await openDesk({ answer: asksAtFirst, words });
    await ann.slash(CHANNEL, '/snapshot', 'create');
    await until(() => expect(ann.modal()).toBeDefined());
    expect(await ann.suggest('Machine', 'web-')).toEqual(['web-1', 'web-2', 'web-']);
    await ann.fill({ Machine: 'web-2', 'How many': '3' });
    await until(() => expect(bot.heard).toHaveLength(2));
    expect(bot.heard[1]).toMatchObject({
      line: 'snapshot create web-2 --keep=3',
      place: { channel: CHANNEL },
    });
  });

  test('is a button where nothing could open it: a mention has no trigger', async () => {
    const { ann, bot } = await openDesk({ answer: asksAtFirst, words: [{ value: 'web-1' }] });
    await ann.mention(CHANNEL, 'snapshot create');
    await until(async () => expect(await ann.seen(CHANNEL)).toContain('Which machine?'));
    await ann.click('Fill in');
    await until(() => expect(ann.modal()).toBeDefined());
    await ann.fill(['web-1']);
    await until(() => expect(bot.heard).toHaveLength(2));
    expect(bot.heard[1]?.line).toBe('snapshot create web-1');
  });

  test('is a button where the time to open it is over', async () => {
    const { ann, double } = await openDesk({ answer: asksAtFirst });
    double.faults.expireTriggers = true;
    await ann.slash(CHANNEL, '/snapshot', 'create');
    await until(async () => expect(await ann.seen(CHANNEL)).toContain('[Fill in]'));
  });
});

test('a form for what is gone is answered to the one who filled it in', async () => {
  const { ann, ben } = await openDesk({
    words: [{ value: 'web-1' }],
    answer: async ({ line, reply }) => {
      if (line === 'snapshot create') await reply.ask(form);
      else await reply.answer({ title: 'There is no web-1 any more', tone: 'danger' });
      return { outcome: 'refused' };
    },
  });
  await ann.slash(CHANNEL, '/snapshot', 'create');
  await until(() => expect(ann.modal()).toBeDefined());
  await ann.fill({ Machine: 'web-1' });
  await until(async () => expect(await ann.seen(CHANNEL)).toContain('There is no web-1 any more'));
  expect(await ben.seen(CHANNEL)).not.toContain('web-1');
});

test('a button on the Home tab is answered by a direct message', async () => {
  const actions = [{ label: 'Show web-1', command: 'vm show web-1' }];
  const { ann, bot } = await openDesk({
    answer: says({ title: 'web-1 is running' }, 'caller'),
    bends: () => ({ home: async () => ({ title: 'Home', actions }) }),
  });
  await ann.openHome();
  await until(() => expect(ann.home()).toContain('Show web-1'));
  await ann.click('Show web-1', { channel: 'home' });
  await until(async () => expect(await ann.seen(ann.direct)).toContain('web-1 is running'));
  expect(bot.heard[0]?.line).toBe('vm show web-1');
});

test('a card is shown without its buttons while they cannot be kept', async () => {
  const card = { title: 'web-1', actions: [{ label: 'Show', command: 'vm show web-1' }] };
  const { ann } = await openDesk({
    answer: says(card, 'channel'),
    bends: () => ({
      keep: async () => {
        throw new Error('the store is down');
      },
    }),
  });
  await ann.slash(CHANNEL, '/vm', 'show web-1');
  await until(() => expect(ann.messages(CHANNEL)).toMatchObject([{ drawn: 'web-1', buttons: [] }]));
});
