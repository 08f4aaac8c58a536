// Before the chat, as where an adapter of a hypervisor or a webhook was opened first.
import 'undici';
import { expect, test } from 'vitest';
import { openDesk } from '../desk.ts';

test('a message with a file is sent whichever HTTP client was loaded first', async () => {
  const { discord, double, ada } = await openDesk();
  const place = { platform: 'discord', channel: double.channel('ops') };
  const text = 'line\n'.repeat(3000);
  const long = { title: 'Log', blocks: [{ type: 'code' as const, text }] };
  const ref = await discord.post(place, long, { nonce: 'n-1' });
  expect(ada.messages('ops')).toMatchObject([{ files: [{ text }] }]);
  await discord.update(ref, { ...long, title: 'Log of today' });
  expect(ada.messages('ops')).toMatchObject([{ files: [{ text }], edited: true }]);
});
