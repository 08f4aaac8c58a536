import { describe, expect, test } from 'vitest';
import type { Form, Incoming } from '../../../../src/chat.ts';
import { answered } from '../../../doubles/bot.ts';
import { openDesk, says, until } from './desk.ts';
import { CHANNEL, slackAt, started } from './seat.ts';

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

describe('an answer on Slack', () => {
  test('to the caller is seen by nobody else, until it is shared', async () => {
    const { ann, ben } = await openDesk({ answer: says({ title: '3 machines' }, 'caller') });
    await ann.slash(CHANNEL, '/vm', 'list');
    await until(async () => expect(await ann.seen(CHANNEL)).toContain('3 machines'));
    expect(await ben.seen(CHANNEL)).not.toContain('3 machines');
    await ann.click('Share');
    await until(async () => expect(await ben.seen(CHANNEL)).toContain('3 machines'));
  });

  test('to the channel is a message of the bot', async () => {
    const { ann, ben } = await openDesk({ answer: says({ title: 'db-1 answers' }, 'channel') });
    await ann.slash(CHANNEL, '/net', 'ping db-1');
    await until(async () => expect(await ben.seen(CHANNEL)).toContain('db-1 answers'));
    expect(ann.messages(CHANNEL).filter(({ ephemeral }) => ephemeral)).toEqual([]);
  });

  test('that is a mistake is told to the caller, whoever the answer was for', async () => {
    const { ann, ben } = await openDesk({
      answer: async ({ reply }) => {
        await reply.defer('channel');
        await reply.answer({ title: 'There is no db-9', tone: 'danger' });
        return { outcome: 'refused' };
      },
    });
    await ann.slash(CHANNEL, '/net', 'ping db-9');
    await until(async () => expect(await ann.seen()).toContain('There is no db-9'));
    expect(await ben.seen(CHANNEL)).not.toContain('db-9');
    expect(ann.messages(CHANNEL).at(-1)?.buttons).toEqual([]);
  });

  test('to a mention in a thread stays in the thread', async () => {
    const { ann, slack, bot } = await openDesk({ answer: says({ title: 'here' }, 'channel') });
    const place = { platform: 'slack', channel: CHANNEL };
    const { id } = await slack.post(place, { title: 'Backup' }, { nonce: 'n-1' });
    await ann.mention(CHANNEL, 'task list', { thread: id });
    await until(() => expect(ann.messages(CHANNEL).at(-1)?.drawn).toContain('here'));
    expect(ann.messages(CHANNEL).at(-1)).toMatchObject({ thread: id, ephemeral: false });
    expect(bot.heard[0]).toMatchObject({ line: 'task list', place: { thread: id } });
  });

  test('to a direct message is an ordinary message there', async () => {
    const { ann } = await openDesk({ answer: says({ title: '3 machines' }, 'caller') });
    await ann.message('vm list');
    await until(async () => expect(await ann.seen(ann.direct)).toContain('3 machines'));
    expect(ann.messages(ann.direct).at(-1)).toMatchObject({ ephemeral: false, buttons: [] });
  });

  test('in a channel without the bot is given all the same, with how to invite it', async () => {
    const answer = says({ title: 'db-1 answers' }, 'channel');
    const { ann, ben } = await openDesk({ botInChannels: [], answer });
    await ann.slash(CHANNEL, '/net', 'ping db-1');
    await until(async () => expect(await ann.seen(CHANNEL)).toContain('/invite'));
    expect(await ben.seen(CHANNEL)).toContain('db-1 answers');
    expect(await ben.seen(CHANNEL)).not.toContain('/invite');
  });

  test('that is long has the rest as a file in its thread', async () => {
    const text = Array.from({ length: 3000 }, (_, at) => `line ${at}`).join('\n');
    const card = { title: 'Output', blocks: [{ type: 'code' as const, text }] };
    const { ann } = await openDesk({ answer: says(card, 'channel') });
    await ann.slash(CHANNEL, '/nakhoda', 'guest run web-1 dmesg');
    await until(() => expect(ann.messages(CHANNEL).flatMap(({ files }) => files)).toHaveLength(1));
    const [message, reply] = ann.messages(CHANNEL);
    expect(message?.drawn).toContain('output.txt, attached below');
    expect(reply).toMatchObject({ thread: message?.ts, files: [{ name: 'output.txt', text }] });
  });

  test('that is long and private has the rest in direct messages', async () => {
    const text = 'secret\n'.repeat(3000);
    const card = { title: 'Output', blocks: [{ type: 'code' as const, text }] };
    const { ann, ben } = await openDesk({ answer: says(card, 'caller') });
    await ann.slash(CHANNEL, '/nakhoda', 'guest read web-1 /etc/shadow');
    await until(() =>
      expect(ann.messages(ann.direct).flatMap(({ files }) => files)).toHaveLength(1),
    );
    expect(await ann.seen(CHANNEL)).toContain('output.txt, sent to you as a direct message');
    expect(await ben.seen()).not.toContain('secret');
  });
});

describe('a line on Slack', () => {
  test.each([
    ['/nakhoda', '', 'fleet'],
    ['/nakhoda', 'vm show web-1', 'vm show web-1'],
    ['/net', 'ping gw.example.com', 'net ping gw.example.com'],
  ])('%s %s is %s', async (command, text, line) => {
    const { ann, bot } = await openDesk();
    await ann.slash(CHANNEL, command, text);
    await until(() => expect(bot.heard.map((one) => one.line)).toEqual([line]));
  });

  test('may begin with another word where one is taken', async () => {
    const { double, bot, slack, ann } = await openDesk();
    await slack.stop();
    const other = slackAt(double, { commands: { vm: 'machines' } });
    await started(other, double, bot);
    await ann.slash(CHANNEL, '/machines', 'list');
    await until(() => expect(bot.heard.map((one) => one.line)).toEqual(['vm list']));
    await other.stop();
  });

  test('of a process that is gone is dealt with by the next', async () => {
    const told = {
      type: 'line',
      actor: { id: 'U1', name: 'ann' },
      seat: { channel: CHANNEL, direct: false },
      line: 'vm list',
    };
    const left = { key: 'slack:1', platform: 'slack', event: told };
    const { ann, bot } = await openDesk({
      answer: says({ title: '3 machines' }, 'caller'),
      bends: () => ({ leftBehind: async () => [left] }),
    });
    await until(async () => expect(await ann.seen(CHANNEL)).toContain('3 machines'));
    expect(bot.heard[0]).toMatchObject({ arrival: 'slack:1', actor: { platform: 'slack' } });
  });
});

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

test('the Home tab shows what the bot has for this person', async () => {
  const { ann } = await openDesk();
  await ann.openHome();
  await until(() => expect(ann.home()).toContain('demo: 3 machines'));
});
