import { expect, test } from 'vitest';
import { openAlerting, sees } from './chats.ts';

test('the card of the morning comes in both chats, once, and by hand as it is now', {
  timeout: 180_000,
}, async () => {
  // Due a moment ago.
  const at = new Date(Date.now() - 60_000).toISOString().slice(11, 16);
  const digest = { at, zone: 'UTC', to: ['slack:C1', 'discord:ops'] };
  const { anna, chandra } = await openAlerting([{ to: 'slack:C1' }], { digest });
  await sees(chandra, 'ops', 'UTC');
  await sees(anna, 'C1', 'CPU of web-1 over 80 %');
  await anna.slash('C1', '/alert', 'digest --last 12h');
  await sees(anna, 'C1', '1 alert, 1 still open');
  expect(await anna.seen('C1')).toContain('Still open:');
  expect(await anna.seen('C1')).toContain('Looked after by nobody');
  expect(chandra.messages('ops')).toHaveLength(1);
});
