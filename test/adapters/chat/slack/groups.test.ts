import { expect, test } from 'vitest';
import { createGroups } from '../../../../adapters/chat/slack/web/groups.ts';
import { createWeb } from '../../../../adapters/chat/slack/web/web.ts';
import { silent } from '../../../../src/log.ts';
import { answered } from '../../../doubles/bot.ts';
import { startSlack } from '../../../doubles/slack/index.ts';
import { openDesk, until } from './desk.ts';
import { CHANNEL } from './seat.ts';

async function opened(scopes?: readonly string[]) {
  const double = await startSlack({
    groups: { S1: ['U1'], S2: ['U2'] },
    ...(scopes && { scopes }),
  });
  let now = 0;
  const web = createWeb({ token: double.tokens.bot, apiUrl: double.apiUrl, log: silent });
  return {
    double,
    groups: createGroups(web, silent, () => now),
    pass: (ms: number) => {
      now += ms;
    },
    asked: () => double.requests.filter(({ method }) => method === 'usergroups.users.list').length,
  };
}

test('the groups of a person are those that Slack tells, of those that were named', async () => {
  const { double, groups } = await opened();
  expect(await groups.of('U1', ['S1', 'S2'])).toEqual(['S1']);
  expect(await groups.of('U1', ['S2'])).toEqual([]);
  await double.close();
});

test('Slack is asked once a minute, for groups that rules name, and for nothing where none does', async () => {
  const { double, groups, pass, asked } = await opened();
  expect(await groups.of('U1', [])).toEqual([]);
  expect(asked()).toBe(0);
  await Promise.all([groups.of('U1', ['S1']), groups.of('U2', ['S1'])]);
  expect(asked()).toBe(1);
  double.groups.set('S1', ['U2']);
  expect(await groups.of('U1', ['S1'])).toEqual(['S1']);
  pass(60_000);
  expect(await groups.of('U1', ['S1'])).toEqual([]);
  expect(asked()).toBe(2);
  await double.close();
});

test('what Slack told holds for ten minutes without it, and then nothing is known', async () => {
  const { double, groups, pass } = await opened();
  expect(await groups.of('U1', ['S1'])).toEqual(['S1']);
  double.faults.revokeTokens = true;
  pass(9 * 60_000);
  expect(await groups.of('U1', ['S1'])).toEqual(['S1']);
  pass(60_000);
  expect(await groups.of('U1', ['S1'])).toBeUndefined();
  await double.close();
});

test('without the scope nothing is known; in a group that was deleted is nobody', async () => {
  const { double, groups } = await opened(['chat:write']);
  expect(await groups.of('U1', ['S1'])).toBeUndefined();
  await double.close();
  const other = await opened();
  expect(await other.groups.of('U1', ['S9', 'S1'])).toEqual(['S1']);
  await other.double.close();
});

test('a line brings the groups of its person', async () => {
  const { ann, ben, bot } = await openDesk({
    groups: { S1: ['U1'] },
    answer: () => answered,
    bends: () => ({ groups: () => ['S1'] }),
  });
  await ann.slash(CHANNEL, '/vm', 'list');
  await ben.slash(CHANNEL, '/vm', 'list');
  await until(() => expect(bot.heard).toHaveLength(2));
  expect(bot.heard.map(({ actor }) => actor.groups)).toEqual([['S1'], []]);
});
