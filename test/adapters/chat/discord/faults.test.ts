import { describe, expect, test } from 'vitest';
import type { Incoming } from '../../../../src/chat.ts';
import { BotError } from '../../../../src/errors.ts';
import { answered, createBotDouble } from '../../../doubles/bot.ts';
import { openDesk, says, until } from './desk.ts';
import { discordAt, openDouble } from './seat.ts';

const down = async (): Promise<never> => {
  throw new BotError('unreachable', 'the store is down');
};
const card = { title: '3 machines' };

describe('what arrives on Discord', () => {
  test('is not accepted while the store is down, and the person is told', async () => {
    const { ada, ben, bot } = await openDesk({ bends: () => ({ receive: down }) });
    await ada.slash('ops', 'vm stop', { machines: 'web-1' });
    const told = 'Not accepted: the bot cannot reach its store. Nothing was changed';
    await until(async () => expect(await ada.seen()).toContain(told));
    expect(ben.messages('ops')).toEqual([]);
    expect(bot.heard).toEqual([]);
  });

  test('while the store is slow is announced in time', async () => {
    const ends = Promise.withResolvers<void>();
    const { ada } = await openDesk({
      answer: says(card, 'caller'),
      bends: (bot) => ({ receive: (arrival) => ends.promise.then(() => bot.receive(arrival)) }),
    });
    await ada.slash('ops', 'vm list');
    expect(ada.messages('ops')).toMatchObject([{ thinking: true, ephemeral: true }]);
    ends.resolve();
    await until(async () => expect(await ada.seen('ops')).toContain('3 machines'));
    expect(ada.messages('ops')).toHaveLength(1);
  });

  test('twice is done once', async () => {
    const { ada, bot, double, arrivals } = await openDesk({ answer: says(card, 'caller') });
    double.faults.repeatInteraction();
    await ada.slash('ops', 'vm list');
    await until(() => expect(arrivals).toHaveLength(2));
    await until(async () => expect(await ada.seen('ops')).toContain('3 machines'));
    expect(bot.heard).toHaveLength(1);
    expect(ada.messages('ops')).toHaveLength(1);
  });

  test('again, for a process that was not there the first time, is done once', async () => {
    const { ada, bot, double, discord } = await openDesk({ answer: says(card, 'caller') });
    await ada.slash('ops', 'vm list');
    await until(() => expect(bot.heard).toHaveLength(1));
    await discord.stop();
    await discord.start(bot);
    double.faults.redeliver();
    await ada.slash('ops', 'nakhoda fleet');
    await until(() => expect(bot.heard.map(({ line }) => line)).toEqual(['vm list', 'fleet']));
  });

  test.each([{}, { forget: true }])(
    'after the connection was cut is heard again: %j',
    async (how) => {
      const { ada, bot, double, discord } = await openDesk();
      double.faults.cutGateway(how);
      await until(() => expect(discord.connected?.()).toBe(false), 20_000);
      await until(() => expect(discord.connected?.()).toBe(true), 15_000);
      await ada.slash('ops', 'vm list');
      await until(() => expect(bot.heard).toHaveLength(1));
    },
    60_000,
  );
});

describe('an answer on Discord whose call fails', () => {
  const first = /callback$/;

  test('is there once where only the connection was cut', async () => {
    const { ada, double } = await openDesk({
      answer: async ({ reply }) => {
        await reply.answer(card);
        return answered;
      },
    });
    double.faults.dropAfterAccept(1, first);
    await ada.slash('ops', 'vm list');
    await until(async () => expect(await ada.seen('ops')).toContain('3 machines'));
    await ada.slash('ops', 'vm list');
    await until(() => expect(ada.messages('ops')).toHaveLength(2));
  });

  test.each([
    ['the announcement', first, 502],
    ['the text', /@original$/, 503],
  ])('on a bad day of Discord’s is tried again: %s', async (_, path, status) => {
    const { ada, double } = await openDesk({ answer: says(card, 'channel') });
    double.faults.fail(status, 1, path);
    await ada.slash('ops', 'vm list');
    await until(async () => expect(await ada.seen('ops')).toContain('3 machines'));
    expect(ada.messages('ops')).toHaveLength(1);
  });

  test('waits where Discord wants a pause', async () => {
    const { ada, double } = await openDesk({ answer: says(card, 'channel') });
    double.faults.rateLimit(1, 0.3, /@original$/);
    await ada.slash('ops', 'vm list');
    await until(async () => expect(await ada.seen('ops')).toContain('3 machines'), 20_000);
  });

  test('is a new message where the announcement was deleted', async () => {
    const ends = Promise.withResolvers<void>();
    const { ada, ben, double } = await openDesk({
      answer: async (incoming) => {
        await incoming.reply.defer('channel');
        await ends.promise;
        return says(card, 'channel')(incoming);
      },
    });
    await ada.slash('ops', 'vm list');
    double.forget('ops', ada.messages('ops')[0]?.id ?? '');
    ends.resolve();
    await until(async () => expect(await ben.seen('ops')).toContain('3 machines'));
  });

  test.each([
    ['channel', 'ops'],
    ['caller', 'dm'],
  ] as const)('too late, to the %s, is a message in %s', async (to, where) => {
    const ends = Promise.withResolvers<void>();
    const { ada, ben, double } = await openDesk({
      answer: async (incoming) => {
        await incoming.reply.defer(to);
        await ends.promise;
        return says(card, to)(incoming);
      },
    });
    await ada.slash('ops', 'vm list');
    double.faults.expireTokens();
    ends.resolve();
    await until(async () => expect(await ada.seen(where)).toContain('3 machines'));
    expect((await ben.seen()).includes('3 machines')).toBe(to === 'channel');
  });

  test('is a message too where not even the first came within 3 s', async () => {
    const { ada, double } = await openDesk({
      answer: async (incoming: Incoming) => {
        double.faults.lapseInteractions();
        return says(card, 'channel')(incoming);
      },
    });
    await ada.slash('ops', 'vm list');
    await until(async () => expect(await ada.seen('ops')).toContain('3 machines'));
  });
});

test('a start that the store breaks off leaves no connection behind', async () => {
  const double = await openDouble();
  const discord = discordAt(double);
  const bot = { ...createBotDouble(() => answered), leftBehind: down };
  await expect(discord.start(bot)).rejects.toMatchObject({ code: 'unreachable' });
  await until(() => expect(double.connected()).toBe(0));
  await double.close();
});

describe('the token of Discord', () => {
  test('that is refused at the start is named', async () => {
    const double = await openDouble();
    double.faults.revokeToken();
    const discord = discordAt(double);
    await expect(discord.start(createBotDouble(() => answered))).rejects.toMatchObject({
      code: 'invalid',
      message: 'Discord refuses DISCORD_TOKEN',
    });
    expect(discord.connected?.()).toBe(false);
    await discord.stop();
    await double.close();
  });

  test('that is not there is named', async () => {
    const double = await openDouble();
    const discord = discordAt(double);
    delete process.env['DISCORD_TOKEN'];
    const start = discord.start(createBotDouble(() => answered));
    await expect(start).rejects.toMatchObject({ message: 'DISCORD_TOKEN is not set' });
    await double.close();
  });

  test('that is revoked while it runs ends nothing', async () => {
    const { discord, double } = await openDesk();
    double.faults.revokeToken();
    await until(() => expect(discord.connected?.()).toBe(false), 20_000);
    const place = { platform: 'discord', channel: double.channel('ops') };
    const post = discord.post(place, card, { nonce: 'n-1' });
    await expect(post).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('is not needed to stop what was never started', async () => {
    await expect(
      discordAt({ apiUrl: 'http://127.0.0.1:1/api', token: 'x' }).stop(),
    ).resolves.toBeUndefined();
  });
});
