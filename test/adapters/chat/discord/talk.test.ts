import { describe, expect, onTestFinished, test } from 'vitest';
import type { Handled, Incoming } from '../../../../src/chat.ts';
import { BotError } from '../../../../src/errors.ts';
import { answered, createBotDouble } from '../../../doubles/bot.ts';
import { type Desk, openDesk, says, until } from './desk.ts';
import { discordAt } from './seat.ts';

describe('an answer on Discord', () => {
  test('to the caller is seen by nobody else, until it is shared', async () => {
    const { ada, ben, bot } = await openDesk({ answer: says({ title: '3 machines' }, 'caller') });
    await ada.slash('ops', 'vm list');
    await until(async () => expect(await ada.seen('ops')).toContain('3 machines'));
    expect(await ben.seen('ops')).not.toContain('3 machines');
    await ada.click('Share');
    await until(async () => expect(await ben.seen('ops')).toContain('3 machines'));
    expect(bot.heard[1]).toMatchObject({ line: 'vm list', shares: true });
    expect(ben.messages('ops').at(-1)?.buttons).toEqual([]);
  });

  test('to the channel takes the place of the announcement that it comes', async () => {
    const ends = Promise.withResolvers<void>();
    const { ada, ben, double } = await openDesk({
      answer: async ({ reply }) => {
        await reply.defer('channel');
        await ends.promise;
        await reply.answer({ title: 'db-1 answers' });
        return answered;
      },
    });
    await ada.slash('ops', 'net ping', { from: 'web-1', to: 'db-1' });
    expect(ben.messages('ops')).toMatchObject([{ thinking: true }]);
    ends.resolve();
    await until(async () => expect(await ben.seen('ops')).toContain('db-1 answers'));
    expect(ben.messages('ops')).toMatchObject([{ edited: false, ephemeral: false }]);
    expect(double.violations).toEqual([]);
  });

  test('that is a mistake is told to the caller, whoever the answer was for', async () => {
    const { ada, ben } = await openDesk({
      answer: async ({ reply }) => {
        await reply.defer('channel');
        await reply.answer({ title: 'There is no db-9', tone: 'danger' });
        return { outcome: 'refused' };
      },
    });
    await ada.slash('ops', 'net ping', { from: 'web-1', to: 'db-9' });
    await until(async () => expect(await ada.seen()).toContain('There is no db-9'));
    expect(ben.messages('ops')).toEqual([]);
    expect(ada.messages('ops')).toMatchObject([{ ephemeral: true, buttons: [] }]);
  });

  test('before anybody said who it is for, is the caller’s', async () => {
    const { ada, ben } = await openDesk({
      answer: async ({ reply }) => {
        await reply.answer({ title: 'You may not', tone: 'danger' });
        return { outcome: 'refused' };
      },
    });
    await ada.slash('ops', 'vm list');
    await until(async () => expect(await ada.seen()).toContain('You may not'));
    expect(ben.messages('ops')).toEqual([]);
  });

  test('that nobody announced in time is announced to the caller alone', async () => {
    const ends = Promise.withResolvers<void>();
    const { ada, ben, double } = await openDesk({
      answer: async ({ reply }) => {
        await ends.promise;
        await reply.defer('channel');
        await reply.answer({ title: 'db-1 answers' });
        return answered;
      },
    });
    await ada.slash('ops', 'vm list');
    expect(ada.messages('ops')).toMatchObject([{ thinking: true, ephemeral: true }]);
    ends.resolve();
    await until(async () => expect(await ben.seen('ops')).toContain('db-1 answers'));
    expect(ada.messages('ops')).toMatchObject([{ ephemeral: false }]);
    expect(double.firstResponses[0]?.ms).toBeLessThan(3000);
  });

  test('of a line that was accepted says so, and is the caller’s', async () => {
    const { ada, ben } = await openDesk({
      answer: async ({ reply }) => {
        await reply.defer('caller');
        await reply.accepted?.({ title: 'Accepted: start web-1' }, 1);
        return { outcome: 'accepted', operation: 1 };
      },
    });
    await ada.slash('ops', 'vm start', { machines: 'web-1' });
    await until(async () => expect(await ada.seen()).toContain('Accepted: start web-1'));
    expect(ben.messages('ops')).toEqual([]);
    expect(ada.messages('ops')).toMatchObject([{ buttons: [] }]);
  });

  test.each(['channel', 'caller'] as const)(
    'that is long has the rest as a file: to the %s',
    async (to) => {
      const text = Array.from({ length: 3000 }, (_, at) => `line ${at}`).join('\n');
      const card = { title: 'Output', blocks: [{ type: 'code' as const, text }] };
      const { ada, ben } = await openDesk({ answer: says(card, to) });
      await ada.slash('ops', 'nakhoda do', { line: 'guest run web-1 dmesg' });
      await until(() => expect(ada.messages('ops')[0]?.files).toMatchObject([{ text }]));
      expect(ben.messages('ops').flatMap(({ files }) => files)).toHaveLength(
        to === 'channel' ? 1 : 0,
      );
    },
  );

  test('of a command that fails for a reason of ours says that it is not known what was done', async () => {
    const { ada } = await openDesk({
      answer: async ({ reply }) => {
        await reply.defer('channel');
        throw new Error('a bug');
      },
    });
    await ada.slash('ops', 'vm list');
    await until(async () => expect(await ada.seen()).toContain('could not finish this'));
    expect(ada.messages('ops')).toMatchObject([{ ephemeral: true }]);
  });
});

describe('a line on Discord', () => {
  test.each([
    ['nakhoda fleet', {}, 'fleet'],
    ['nakhoda task list', {}, 'task list'],
    ['nakhoda do', { line: 'vm show "web 1"' }, 'vm show "web 1"'],
    ['net ping', { from: 'web-1', to: 'gw.example.com' }, 'net ping web-1 gw.example.com'],
    ['snapshot rollback', { machine: 'web 1', snapshot: 'a' }, 'snapshot rollback "web 1" a'],
  ] as const)('/%s %j is %s', async (command, options, line) => {
    const { ada, bot } = await openDesk();
    await ada.slash('ops', command, options);
    await until(() => expect(bot.heard.map((one) => one.line)).toEqual([line]));
  });

  test('may begin with another word where one is taken', async () => {
    const { ada, bot } = await openDesk({ renames: { vm: 'machines' } });
    await ada.slash('ops', 'machines list');
    await until(() => expect(bot.heard.map((one) => one.line)).toEqual(['vm list']));
  });

  test('of a command that is not known any more says so', async () => {
    const { ada, bot, double, discord } = await openDesk();
    await discord.stop();
    const other = discordAt(double, { commands: { vm: 'machines' } });
    await other.start(bot);
    await ada.slash('ops', 'vm list');
    expect(await ada.seen()).toContain('There is no command /vm list any more');
    expect(bot.heard).toEqual([]);
    await other.stop();
  });

  test('is completed while it is typed', async () => {
    const words = [{ value: '--machine=web-1' }, { value: '--machine=web-2' }];
    const { ada } = await openDesk({ words });
    const suggested = await ada.autocomplete('ops', 'vm screenshot', { machine: 'web' }, 'machine');
    expect(suggested.map(({ value }) => value)).toEqual(['web-1', 'web-2']);
  });

  test('whose completion fails or comes late is typed on', async () => {
    const ends = Promise.withResolvers<void>();
    const { ada, bot } = await openDesk({
      bends: () => ({
        async complete() {
          await ends.promise;
          throw new BotError('unreachable', 'the store is down');
        },
      }),
    });
    expect(await ada.autocomplete('ops', 'vm screenshot', { machine: 'w' }, 'machine')).toEqual([]);
    ends.resolve();
    await ada.slash('ops', 'vm list');
    expect(bot.heard).toHaveLength(1);
  });
});

describe('what a process that is gone has left behind on Discord', () => {
  /** Another process takes it up, and answers it so. */
  async function takenUp(
    { double, arrivals }: Desk,
    answers: (incoming: Incoming) => Promise<Handled>,
  ): Promise<void> {
    const next = discordAt(double);
    onTestFinished(() => next.stop());
    await next.start({ ...createBotDouble(answers), leftBehind: async () => arrivals });
  }
  const answer = says({ title: '3 machines' }, 'channel');
  /** The line was heard, and nobody answers it as long as the test goes on. */
  async function openHanging(): Promise<Desk> {
    const ends = Promise.withResolvers<void>();
    const desk = await openDesk({
      answer: async ({ reply }) => {
        await reply.defer('channel');
        await ends.promise;
        return answered;
      },
    });
    onTestFinished(() => ends.resolve());
    await desk.ada.slash('ops', 'vm list');
    return desk;
  }

  test('announced and in time is answered as if nothing had happened', async () => {
    const desk = await openHanging();
    const { ben } = desk;
    expect(ben.messages('ops')).toMatchObject([{ thinking: true }]);
    await takenUp(desk, answer);
    await until(async () => expect(await ben.seen('ops')).toContain('3 machines'));
    expect(ben.messages('ops')).toHaveLength(1);
  });

  test('announced to all and in vain is told to the caller alone', async () => {
    const desk = await openHanging();
    const { ada, ben } = desk;
    await takenUp(desk, async (incoming) => {
      await answer(incoming);
      return { outcome: 'refused' };
    });
    await until(async () => expect(await ada.seen('ops')).toContain('3 machines'));
    expect(ben.messages('ops')).toEqual([]);
  });

  test.each([
    ['channel', 'ops'],
    ['caller', 'dm'],
  ] as const)('too long ago is answered by a message: to the %s, in %s', async (to, where) => {
    const desk = await openHanging();
    const { ada, ben, double } = desk;
    double.faults.expireTokens();
    await takenUp(desk, says({ title: '3 machines' }, to));
    await until(async () => expect(await ada.seen(where)).toContain('3 machines'));
    expect((await ben.seen('ops')).includes('3 machines')).toBe(to === 'channel');
    expect(ada.notifications()).toHaveLength(1);
  });
});
