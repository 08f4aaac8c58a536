import { expect, test } from 'vitest';
import { openChats, sees } from './chats.ts';

const LIMIT = { timeout: 60_000 };
const approve = 'Approve: Stop web-1 on demo-a';

async function asked(more: Parameters<typeof openChats>[0] = {}) {
  const scene = await openChats(more);
  const { slackAnna, ben, chandra } = scene;
  await slackAnna.slash('C1', '/vm', 'stop web-1');
  await sees(slackAnna, 'C1', 'Ask for approval: Stop web-1 on demo-a');
  await slackAnna.click('Ask for approval: Stop web-1 on demo-a');
  await sees(slackAnna, 'C1', 'Waits for a second person: Stop web-1');
  await sees(ben, 'C2', 'anna asks for approval: Stop web-1');
  await sees(chandra, 'ops', 'anna asks for approval: Stop web-1');
  return scene;
}

test(
  'what is asked in one chat is approved in the other, and both posts are edited to their end',
  LIMIT,
  async () => {
    const scene = await asked();
    const { slackAnna, ben, chandra, slack, discord } = scene;
    const before = [
      slack.person('U2').messages('C2').length,
      discord.person('chandra').messages('ops').length,
    ];
    for (const one of [ben, chandra]) {
      expect(one.notifications().join()).toContain('anna asks for approval: Stop web-1');
    }
    expect(slackAnna.notifications()).toEqual([]);
    await chandra.click(approve, { channel: 'ops' });
    await sees(ben, 'C2', 'Approved by chandra: Stop web-1');
    await sees(chandra, 'ops', 'Approved by chandra: Stop web-1');
    await sees(slackAnna, 'C1', 'approved by chandra');
    expect(ben.messages('C2')).toHaveLength(before[0] ?? 0);
    expect(await ben.seen('C2')).not.toContain('asks for approval');
    expect(await scene.operations()).toMatchObject([{ kind: 'vm.power' }]);
  },
);

test(
  'nobody approves their own request: not in the other chat, nor with an account nobody linked',
  LIMIT,
  async () => {
    const { slackAnna, discordAnna, unlinked, operations } = await asked();
    await slackAnna.click(approve, { channel: 'C2' });
    await sees(slackAnna, 'C2', 'Whoever asked may not be the second person');
    await discordAnna.click(approve, { channel: 'ops' });
    await sees(discordAnna, 'ops', 'Whoever asked may not be the second person');
    await unlinked.click(approve, { channel: 'ops' });
    await sees(unlinked, 'ops', 'Only a known person may approve or reject');
    expect(await operations()).toEqual([]);
  },
);

test('two who approve at the same moment, each in their chat, begin it once', LIMIT, async () => {
  const { ben, chandra, operations, audit } = await asked();
  await Promise.all([
    ben.click(approve, { channel: 'C2' }),
    chandra.click(approve, { channel: 'ops' }),
  ]);
  await sees(ben, 'C2', 'Approved by');
  await sees(chandra, 'ops', 'Approved by');
  const told = async () => `${await ben.seen('C2')}${await chandra.seen('ops')}`;
  await expect.poll(told, { timeout: 20_000 }).toContain('Approval 1 has ended');
  expect(await operations()).toHaveLength(1);
  expect((await audit()).filter((event) => event === 'approved')).toHaveLength(1);
});

test(
  'the button of one whose right was taken away, or whose time is over, begins nothing',
  LIMIT,
  async () => {
    const { ben, chandra, without, operations, query } = await asked();
    without.add('U2 approval.give');
    await ben.click(approve, { channel: 'C2' });
    await sees(ben, 'C2', 'You do not have the right approval.give');
    await query('update approvals set expires_at = now()');
    await chandra.click(approve, { channel: 'ops' });
    await sees(chandra, 'ops', 'The time for approval 1 is over');
    expect(await operations()).toEqual([]);
    await sees(ben, 'C2', 'Nobody approved in time');
  },
);

test(
  'it is rejected with a reason that a form asks for, and who asked is called',
  LIMIT,
  async () => {
    const { slackAnna, ben, chandra, operations } = await asked();
    await chandra.click('Reject', { channel: 'ops' });
    await expect.poll(() => chandra.modal()).toBeDefined();
    await chandra.fill(["don't: the backup runs"]);
    await sees(ben, 'C2', 'Rejected by chandra: Stop web-1');
    await sees(slackAnna, 'C1', 'don’t'.replace('’', "'"));
    expect(slackAnna.notifications().join('\n')).toContain('Rejected by chandra');
    expect(await operations()).toEqual([]);
  },
);

test(
  'the person on call breaks the glass, and everybody who could approve is told loudly',
  LIMIT,
  async () => {
    const { slackAnna, ben, chandra, operations } = await asked({ breakGlass: ['anna'] });
    await slackAnna.click('Break glass: Stop web-1 on demo-a', { channel: 'C1' });
    await expect.poll(() => slackAnna.modal()).toBeDefined();
    await slackAnna.fill(['the shop is down']);
    const loud = 'Glass broken: anna goes ahead alone with Stop web-1';
    await sees(ben, 'C2', loud);
    await sees(chandra, 'ops', loud);
    await sees(ben, ben.direct, loud);
    await sees(slackAnna, 'C1', 'without approval: the shop is down');
    expect(await operations()).toHaveLength(1);
  },
);

test('a deletion wants its name typed: on Slack', LIMIT, async () => {
  const { slackAnna, operations } = await openChats();
  await slackAnna.slash('C1', '/vm', 'delete lab-04');
  const label = 'Delete lab-04 on demo-b';
  await sees(slackAnna, 'C1', label);
  await slackAnna.click(label);
  await expect.poll(() => slackAnna.modal()).toBeDefined();
  await slackAnna.fill(['lab-03']);
  await sees(slackAnna, 'C1', 'What was typed is not the name: nothing was changed');
  expect(await operations()).toEqual([]);
  await slackAnna.click(label);
  await expect.poll(() => slackAnna.modal()).toBeDefined();
  await slackAnna.fill(['Lab-04 ']);
  await sees(slackAnna, 'C1', 'lab-04 was deleted');
});

test('a deletion wants its name typed: on Discord', LIMIT, async () => {
  const { discordAnna, chandra, operations } = await openChats();
  const label = 'Delete lab-04 on demo-b';
  await discordAnna.slash('ops', 'vm delete', { machines: 'lab-04' });
  await sees(discordAnna, 'ops', label);
  expect(await chandra.seen('ops')).not.toContain(label);
  await discordAnna.click(label);
  await expect.poll(() => discordAnna.modal()).toBeDefined();
  await discordAnna.fill(['lab-03']);
  await sees(discordAnna, 'ops', 'What was typed is not the name: nothing was changed');
  expect(await operations()).toEqual([]);
  await discordAnna.click(label);
  await expect.poll(() => discordAnna.modal()).toBeDefined();
  await discordAnna.fill(['lab-04']);
  await sees(discordAnna, 'ops', 'lab-04 was deleted');
});

test('a button whose id was never given out begins nothing', LIMIT, async () => {
  const { ben, chandra, query, operations } = await asked();
  await query("update clicks set id = 'x' || substr(id, 2)");
  await ben.click(approve, { channel: 'C2' });
  await sees(ben, 'C2', 'This button is too old');
  await chandra.click(approve, { channel: 'ops' });
  await sees(chandra, 'ops', 'This button is too old');
  expect(await operations()).toEqual([]);
});

test(
  'somebody else’s preview is confirmed by nobody: it is not even shown to them',
  LIMIT,
  async () => {
    const { slackAnna, ben } = await openChats();
    await slackAnna.slash('C1', '/vm', 'stop db-1');
    await sees(slackAnna, 'C1', 'Stop db-1 on demo-a');
    expect(await ben.seen('C1')).not.toContain('Stop db-1');
  },
);
