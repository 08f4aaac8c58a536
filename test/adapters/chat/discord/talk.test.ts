import { expect, test } from 'vitest';
import { CHANNEL, openDesk, says, until } from './seat.ts';

test('an answer to the caller is seen by nobody else, until it is shared', async () => {
  const { ada, bob } = await openDesk({ answer: says({ title: '3 machines' }, 'caller') });
  await ada.slash(CHANNEL, 'vm list');
  await until(async () => expect(await ada.seen(CHANNEL)).toContain('3 machines'));
  expect(await bob.seen(CHANNEL)).not.toContain('3 machines');
  await ada.click('Share');
  await until(async () => expect(await bob.seen(CHANNEL)).toContain('3 machines'));
});

test('a mistake is told to the caller alone, whoever the answer was for', async () => {
  const { ada, bob } = await openDesk({
    async answer({ reply }) {
      await reply.defer('channel');
      await reply.answer({ title: 'There is no db-9', tone: 'danger' });
      return { outcome: 'refused' };
    },
  });
  await ada.slash(CHANNEL, 'vm show', { machine: 'db-9' });
  await until(async () => expect(await ada.seen(CHANNEL)).toContain('There is no db-9'));
  expect(await bob.seen(CHANNEL)).not.toContain('db-9');
  expect((await bob.messages(CHANNEL)).filter(({ ephemeral }) => !ephemeral)).toEqual([]);
});

test('an answer that takes long is promised in time', async () => {
  const { ada, double } = await openDesk({
    async answer({ reply }) {
      await new Promise((resolve) => setTimeout(resolve, 1_800));
      await reply.answer({ title: 'at last' });
      return { outcome: 'answered' };
    },
  });
  await ada.slash(CHANNEL, 'vm list');
  await until(async () => expect(await ada.seen(CHANNEL)).toContain('at last'), 5_000);
  expect(double.firstResponses.at(-1)?.ms).toBeLessThan(3_000);
});

test('options become the line that a keyboard would have sent', async () => {
  const { ada, bot } = await openDesk();
  await ada.slash(CHANNEL, 'snapshot rollback', { machine: 'web 1', snapshot: 'a "b"' });
  await until(() => expect(bot.heard).toHaveLength(1));
  expect(bot.heard[0]?.line).toBe('snapshot rollback "web 1" "a \\"b\\""');
});

test('long output is a file of the answer', async () => {
  const text = Array.from({ length: 3000 }, (_, at) => `line ${at}`).join('\n');
  const blocks = [{ type: 'code' as const, text }];
  const { ada } = await openDesk({ answer: says({ title: 'Output', blocks }, 'channel') });
  await ada.slash(CHANNEL, 'nakhoda do', { line: 'guest run web-1 dmesg' });
  await until(async () => {
    const files = (await ada.messages(CHANNEL)).flatMap((message) => message.files);
    expect(files).toMatchObject([{ text }]);
  });
});

test('a line of a process that is gone is answered by the next, in private', async () => {
  const told = {
    ...{ id: '1', token: 't', application: '2', channel: '3', direct: false, at: 0 },
    actor: { id: '300000000000000000', name: 'ada' },
    ...{ type: 'command', name: 'vm', subcommand: 'list', options: {} },
  };
  const left = { key: 'discord:1', platform: 'discord', event: told };
  const { ada, bob, bot } = await openDesk({
    answer: says({ title: '3 machines' }, 'caller'),
    bends: () => ({ leftBehind: async () => [left] }),
  });
  await until(async () => expect(await ada.seen()).toContain('3 machines'));
  expect(bot.heard[0]).toMatchObject({ line: 'vm list', arrival: 'discord:1' });
  expect(await bob.seen()).not.toContain('3 machines');
});
