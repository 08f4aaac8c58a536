import { expect, test } from 'vitest';
import { openChats, sees } from '../approvals/chats.ts';

const LIMIT = { timeout: 60_000 };

test(
  'a start that cannot work is refused in a chat, and goes ahead when it is confirmed',
  LIMIT,
  async () => {
    const { slackAnna, discordAnna, operations } = await openChats();
    await slackAnna.slash('C1', '/vm', 'set lab-03 --memory 60G');
    await sees(slackAnna, 'C1', 'lab-03 has 60.0 GiB');
    await slackAnna.slash('C1', '/host', 'check demo-b');
    await sees(slackAnna, 'C1', 'clock-skewed demo-b');
    await sees(slackAnna, 'C1', 'memory-short lab-03');
    await slackAnna.slash('C1', '/vm', 'start lab-03');
    await sees(slackAnna, 'C1', 'lab-03 cannot start: it wants 60.0 GiB');
    // What one replica found guards the other, in the other chat.
    await discordAnna.slash('ops', 'vm start', { machines: 'lab-03' });
    await sees(discordAnna, 'ops', 'lab-03 cannot start: it wants 60.0 GiB');
    expect((await operations()).map(({ kind }) => kind)).toEqual(['vm.set']);
    await slackAnna.click('Start it anyway');
    await sees(slackAnna, 'C1', 'Start lab-03 on demo-b anyway?');
    await slackAnna.click('Start lab-03 on demo-b anyway');
    await sees(slackAnna, 'C1', 'lab-03 is running');
  },
);
