import { expect, test } from 'vitest';
import { day, dayCard, sharedPainter } from '../../../fixtures/charts.ts';
import { openDesk } from './desk.ts';

const painter = sharedPainter();

test('a chart on Discord is a picture, and an edit puts another in its place', async () => {
  const { ada, discord, double } = await openDesk({ painter });
  const place = { platform: 'discord', channel: double.channel('ops') };
  const ref = await discord.post(place, dayCard, { nonce: 'n-1' });
  expect(ada.messages('ops')).toMatchObject([{ files: [{ name: 'chart.png' }] }]);
  const drawn = JSON.stringify(ada.messages('ops'));
  expect(drawn).toMatch(/CPU over 1 d: web-1 now \d+ %, min \d+ %, max 90 %/);
  expect(drawn).not.toContain('▆');
  await discord.update(ref, { ...dayCard, blocks: [{ ...day, title: 'CPU later' }] });
  expect(ada.messages('ops')).toMatchObject([{ files: [{ name: 'chart.png' }], edited: true }]);
  expect(JSON.stringify(ada.messages('ops'))).toContain('CPU later over 1 d');
  await discord.update(ref, { title: 'Over' });
  expect(ada.messages('ops')).toMatchObject([{ files: [], edited: true }]);
});

test('a chart that could not be drawn is told with block characters', async () => {
  const { ada, discord, double } = await openDesk();
  const place = { platform: 'discord', channel: double.channel('ops') };
  await discord.post(place, dayCard, { nonce: 'n-1' });
  expect(JSON.stringify(ada.messages('ops'))).toContain('▆▇');
});
