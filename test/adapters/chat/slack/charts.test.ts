import { describe, expect, test } from 'vitest';
import type { Card } from '../../../../src/card.ts';
import { day, dayCard, sharedPainter } from '../../../fixtures/charts.ts';
import { openDesk, says, until } from './desk.ts';
import { CHANNEL } from './seat.ts';

const place = { platform: 'slack', channel: CHANNEL };
const painter = sharedPainter();
const png = Buffer.from('89504e47', 'hex');
const later: Card = { ...dayCard, blocks: [{ ...day, title: 'CPU later' }] };

describe('a chart on Slack', () => {
  test('stands in its message as a picture, told in words too', async () => {
    const { ann, slack } = await openDesk({ painter });
    await slack.post(place, dayCard, { nonce: 'n-1' });
    const [message] = ann.messages(CHANNEL);
    expect(ann.messages(CHANNEL)).toHaveLength(1);
    expect(message?.pictures[0]?.png?.subarray(0, 4)).toEqual(png);
    expect(message?.pictures[0]?.alt).toMatch(
      /^CPU over 1 d: web-1 now \d+ %, min \d+ %, max 90 %$/,
    );
    expect(message?.drawn).not.toContain('▁');
  });

  test('is replaced in an edited message, and the picture before it is deleted', async () => {
    const { ann, slack, double } = await openDesk({ painter });
    const ref = await slack.post(place, dayCard, { nonce: 'n-1' });
    expect(double.files()).toHaveLength(1);
    const before = double.files();
    await slack.update(ref, later);
    expect(ann.messages(CHANNEL)).toHaveLength(1);
    expect(ann.messages(CHANNEL)[0]?.pictures[0]?.alt).toMatch(/^CPU later/);
    expect(double.files()).toHaveLength(1);
    expect(double.files()).not.toEqual(before);
    await slack.update(ref, { title: 'Over' });
    expect(double.files()).toEqual([]);
  });

  test('waits until Slack has looked through the picture', async () => {
    const { ann, slack, double } = await openDesk({ painter });
    double.faults.unseenPictures = 2;
    await slack.post(place, dayCard, { nonce: 'n-1' });
    expect(ann.messages(CHANNEL).flatMap(({ pictures }) => pictures)).toHaveLength(1);
  });

  test('is told with block characters where Slack does not take the picture', async () => {
    const { ann, slack, double } = await openDesk({
      painter,
      scopes: ['chat:write'],
    });
    await slack.post(place, dayCard, { nonce: 'n-1' });
    expect(ann.messages(CHANNEL)[0]?.drawn).toContain('▆▇');
    expect(double.files()).toEqual([]);
  });

  test('is told with block characters where it could not be drawn', async () => {
    const { ann, slack } = await openDesk();
    await slack.post(place, dayCard, { nonce: 'n-1' });
    expect(ann.messages(CHANNEL)[0]?.drawn).toContain('▆▇');
  });

  test('of a private answer is told with block characters, and sent as a file', async () => {
    const { ann } = await openDesk({ painter, answer: says(dayCard, 'caller') });
    await ann.slash(CHANNEL, '/vm', 'chart web-1');
    await until(async () => expect(await ann.seen(CHANNEL)).toContain('▆▇'), { timeout: 25_000 });
    await until(() =>
      expect(ann.messages(ann.direct).flatMap(({ files }) => files)).toMatchObject([
        { name: 'chart.png' },
      ]),
    );
  });

  test('stands in an answer to the channel', async () => {
    const { ben, ann } = await openDesk({
      painter,
      answer: says(dayCard, 'channel'),
    });
    await ann.slash(CHANNEL, '/vm', 'chart web-1');
    await until(
      () => expect(ben.messages(CHANNEL).flatMap(({ pictures }) => pictures)).toHaveLength(1),
      { timeout: 25_000 },
    );
  });
});
