import { describe, expect, test } from 'vitest';
import { openDesk, says, until } from './desk.ts';
import { CHANNEL, slackAt, started } from './seat.ts';

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

  test('for which Slack wants a pause is said after it', async () => {
    const answer = says({ title: 'db-1 answers' }, 'channel');
    const { ann, double } = await openDesk({ answer, rates: true });
    const six = Array.from({ length: 6 }, () => ann.slash(CHANNEL, '/net', 'ping db-1'));
    await Promise.all(six);
    await until(() => expect(ann.messages(CHANNEL)).toHaveLength(6), { timeout: 20_000 });
    expect(double.requests.map(({ error }) => error)).toContain('ratelimited');
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

test('the Home tab shows what the bot has for this person', async () => {
  const { ann } = await openDesk();
  await ann.openHome();
  await until(() => expect(ann.home()).toContain('demo: 3 machines'));
});
