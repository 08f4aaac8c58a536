import { describe, expect, test } from 'vitest';
import { BotError } from '../../../../src/errors.ts';
import { createBotDouble } from '../../../doubles/bot.ts';
import { startDiscord } from '../../../doubles/discord/index.ts';
import { CHANNEL, discordAt, openDesk, says, until } from './seat.ts';

const down = async (): Promise<never> => {
  throw new BotError('unreachable', 'the store is down');
};

describe('what arrives on Discord', () => {
  test('is not accepted while the store is down, and the person is told', async () => {
    const { ada, bob, bot } = await openDesk({ bends: () => ({ receive: down }) });
    await ada.slash(CHANNEL, 'vm list');
    await until(async () => expect(await ada.seen(CHANNEL)).toContain('Nothing was changed'));
    expect(await bob.seen(CHANNEL)).not.toContain('Nothing was changed');
    expect(bot.heard).toEqual([]);
  });

  test('twice is done once', async () => {
    const { ada, bot, double } = await openDesk({ answer: says({ title: 'here' }, 'channel') });
    await ada.slash(CHANNEL, 'vm list');
    await until(() => expect(bot.heard).toHaveLength(1));
    double.faults.redeliver();
    await ada.slash(CHANNEL, 'vm list');
    await until(() => expect(bot.heard).toHaveLength(2));
  });

  test('after the gateway was cut is heard again', async () => {
    const { ada, bot, double } = await openDesk();
    double.faults.cutGateway();
    await until(() => expect(double.connected()).toBe(1), 10_000);
    await ada.slash(CHANNEL, 'vm list');
    await until(() => expect(bot.heard).toHaveLength(1), 10_000);
  });

  test('and whose time is over is answered as a message', async () => {
    const { ada, double } = await openDesk({
      async answer({ reply }) {
        await reply.defer('caller');
        double.faults.expireTokens();
        await reply.answer({ title: 'late, but here' });
        return { outcome: 'answered' };
      },
    });
    await ada.slash(CHANNEL, 'vm list');
    await until(async () => expect(await ada.seen()).toContain('late, but here'));
  });
});

describe('a message on Discord', () => {
  const place = (channel: string) => ({ platform: 'discord', channel });

  test('is posted once, however often', async () => {
    const { chat, double, ada } = await openDesk();
    const where = place(double.channel(CHANNEL));
    double.faults.dropAfterAccept(1);
    const post = () => chat.post(where, { title: 'Backup' }, { nonce: 'n-1' });
    await expect(post()).rejects.toMatchObject({ code: 'unreachable' });
    await post();
    expect(await ada.messages(CHANNEL)).toHaveLength(1);
  });

  test('that is to be edited too often says how long to wait', async () => {
    const { chat, double } = await openDesk();
    const ref = await chat.post(place(double.channel(CHANNEL)), { title: 'a' }, { nonce: 'n' });
    double.faults.rateLimit(1, 2);
    await expect(chat.update(ref, { title: 'b' })).rejects.toMatchObject({
      code: 'busy',
      retryAfterMs: expect.any(Number),
    });
  });

  test('that was deleted is not found', async () => {
    const { chat, double } = await openDesk();
    const ref = await chat.post(place(double.channel(CHANNEL)), { title: 'a' }, { nonce: 'n' });
    double.forget(CHANNEL, ref.id);
    await expect(chat.update(ref, { title: 'b' })).rejects.toMatchObject({ code: 'not-found' });
  });

  test('where the bot may not write is forbidden', async () => {
    const { chat, double } = await openDesk({ deny: [CHANNEL] });
    const post = chat.post(place(double.channel(CHANNEL)), { title: 'a' }, { nonce: 'n' });
    await expect(post).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('rings the one it calls, and nobody else', async () => {
    const { chat, double, ada, bob } = await openDesk();
    const where = place(double.channel(CHANNEL));
    const calls = '300000000000000000';
    await chat.post(where, { title: '@everyone <@300000000000000001>' }, { nonce: 'n', calls });
    expect(await ada.notifications()).toHaveLength(1);
    expect(await bob.notifications()).toHaveLength(0);
    expect(double.violations).toEqual([]);
  });
});

test('a token that was revoked is said at the start, and which', async () => {
  const double = await startDiscord();
  const chat = discordAt(double);
  double.faults.revokeToken();
  await expect(chat.start(createBotDouble(() => ({ outcome: 'answered' })))).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('DISCORD_TOKEN'),
  });
  await chat.stop();
  await double.close();
});
