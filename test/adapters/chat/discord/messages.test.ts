import { describe, expect, test } from 'vitest';
import { BotError } from '../../../../src/errors.ts';
import { openDesk } from './desk.ts';

const card = { title: '3 machines' };

describe('a message on Discord', () => {
  async function atChannel(options: Parameters<typeof openDesk>[0] = {}) {
    const desk = await openDesk(options);
    return { ...desk, place: { platform: 'discord', channel: desk.double.channel('ops') } };
  }

  test('of the same nonce is there once', async () => {
    const { discord, ada, place } = await atChannel();
    const post = () => discord.post(place, { title: 'Backup' }, { nonce: 'n-1' });
    expect(await post()).toEqual(await post());
    expect(ada.messages('ops')).toHaveLength(1);
  });

  test('is found by its nonce, also when Discord has forgotten that', async () => {
    const { discord, double, ada, place } = await atChannel();
    double.faults.dropAfterAccept(1, /\/messages$/);
    const post = discord.post(place, { title: 'Backup' }, { nonce: 'n-1' });
    await expect(post).rejects.toMatchObject({ code: 'unreachable' });
    double.faults.forgetNonces();
    await discord.post(place, { title: 'Another' }, { nonce: 'n-2' });
    const found = await discord.find?.(place, 'n-1');
    expect(found).toEqual({ ...place, id: ada.messages('ops')[0]?.id });
    expect(await discord.find?.(place, 'n-3')).toBeUndefined();
  });

  test('that is to be edited too often says how long to wait', async () => {
    const { discord, double, place } = await atChannel();
    const ref = await discord.post(place, { title: 'Backup' }, { nonce: 'n-1' });
    double.faults.rateLimit(1, 2);
    const update = discord.update(ref, { title: 'Backup: 50 %' });
    await expect(update).rejects.toMatchObject({ code: 'busy' });
    const error = await update.catch((cause: unknown) => cause);
    expect(error instanceof BotError && error.retryAfterMs).toBeGreaterThanOrEqual(2000);
  });

  test('beyond what Discord takes in 5 s is put off', async () => {
    const { discord, place } = await atChannel({ rates: true });
    const all = Array.from({ length: 6 }, (_, at) =>
      discord.post(place, { title: `Backup ${at}` }, { nonce: `n-${at}` }),
    );
    const refused = (await Promise.allSettled(all)).filter(({ status }) => status === 'rejected');
    expect(refused).toMatchObject([{ reason: { code: 'busy' } }]);
  });

  test('that was deleted is not found, one too old may not be edited', async () => {
    const { discord, double, place } = await atChannel();
    const ref = await discord.post(place, { title: 'Backup' }, { nonce: 'n-1' });
    double.faults.refuseEdits();
    await expect(discord.update(ref, card)).rejects.toMatchObject({ code: 'expired' });
    double.faults.refuseEdits(false);
    double.forget('ops', ref.id);
    await expect(discord.update(ref, card)).rejects.toMatchObject({ code: 'not-found' });
  });

  test.each([
    ['where the bot may not write', { deny: ['ops'] }, 'forbidden', 'lacks a permission'],
    ['where the bot sees nothing', { hide: ['ops'] }, 'forbidden', 'does not see'],
  ])('%s is refused', async (_, options, code, says) => {
    const { discord, place } = await atChannel(options);
    const post = discord.post(place, card, { nonce: 'n-1' });
    await expect(post).rejects.toMatchObject({ code, message: expect.stringContaining(says) });
    await expect(post).rejects.toMatchObject({ hint: expect.stringContaining('View Channel') });
  });

  test('in a channel that is gone is not to be had', async () => {
    const { discord } = await atChannel();
    const place = { platform: 'discord', channel: '190000000000000099' };
    const post = discord.post(place, card, { nonce: 'n-1' });
    await expect(post).rejects.toMatchObject({ code: 'not-found' });
  });

  test('rings for one person, answers another, and reaches a person directly', async () => {
    const { discord, ada, ben, place } = await atChannel();
    const first = await discord.post(place, { title: 'Backup' }, { nonce: 'n-1' });
    const options = { nonce: 'n-2', calls: ada.id, under: first };
    await discord.post(place, { title: 'Done' }, options);
    expect(ada.messages('ops')[1]).toMatchObject({ answers: first.id, rang: ['ada'] });
    const direct = await discord.direct?.(ada.id);
    if (direct) await discord.post(direct, { title: 'Only you' }, { nonce: 'n-3', under: first });
    expect(await ada.seen('dm')).toContain('Only you');
    expect(await ben.seen()).not.toContain('Only you');
  });

  test('is pinned, and edited without a file that it no longer has', async () => {
    const { discord, ada, place } = await atChannel();
    const text = 'line\n'.repeat(3000);
    const long = { title: 'Board', blocks: [{ type: 'code' as const, text }] };
    const ref = await discord.post(place, long, { nonce: 'n-1' });
    await discord.pin?.(ref);
    await discord.pin?.(ref);
    expect(ada.messages('ops')).toMatchObject([{ pinned: true, files: [{ text }] }]);
    await discord.update(ref, { title: 'Board' });
    expect(ada.messages('ops')).toMatchObject([{ files: [], edited: true }]);
  });
});
