import { expect, test } from 'vitest';
import { sees } from '../approvals/chats.ts';
import { openAlerting } from './chats.ts';

const LIMIT = { timeout: 90_000 };
const both = [{ to: ['slack:C1', 'discord:ops'] }];

test(
  'a click on [Acknowledge] in one chat edits the card in both, and only with the right',
  LIMIT,
  async () => {
    const { anna, ben, chandra, busy, without } = await openAlerting(both);
    busy(0.97);
    await sees(anna, 'C1', 'CPU of web-1 over 80 %');
    await sees(chandra, 'ops', 'CPU of web-1 over 80 %');
    without.add('U2 alert.ack');
    await ben.click('Acknowledge', { channel: 'C1' });
    await sees(ben, 'C1', 'You do not have the right alert.ack');
    await anna.click('Acknowledge', { channel: 'C1' });
    await sees(anna, 'C1', 'You look after alert 1');
    await sees(chandra, 'ops', 'CPU of web-1 over 80 %, acknowledged');
    await sees(ben, 'C1', 'CPU of web-1 over 80 %, acknowledged');
    expect(await chandra.seen('ops')).toContain('by anna');
    expect(chandra.messages('ops')).toHaveLength(1);
  },
);

test('[Mute …] asks for how long in a form, and the card says who muted it', LIMIT, async () => {
  const { anna, chandra, busy } = await openAlerting(both);
  busy(0.97);
  await sees(anna, 'C1', 'CPU of web-1 over 80 %');
  await anna.click('Mute …', { channel: 'C1' });
  await anna.fill({ 'How long: 30m, 1h, 2d; at most 30d': '4h', Why: 'new memory' });
  await sees(anna, 'C1', 'Muted for 4 h');
  await sees(chandra, 'ops', 'Nothing more is said of it now: muted by anna: new memory.');
});

test('alert test goes the real way, and says where nobody lets the bot in', LIMIT, async () => {
  const { anna, chandra } = await openAlerting([{ to: ['slack:C1', 'slack:C9', 'discord:ops'] }]);
  await anna.slash('C1', '/alert', 'test critical web-1');
  await sees(chandra, 'ops', 'Test: CPU of web-1 over 80 %');
  await sees(anna, 'C1', 'The test was said in 2 of 3 places');
  expect(await anna.seen('C1')).toMatch(/slack:C9.*not yet/s);
});
