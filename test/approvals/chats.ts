import { expect, onTestFinished } from 'vitest';
import { commands } from '../../commands/index.ts';
import type { People } from '../../src/access/people.ts';
import type { Permission } from '../../src/access/permission.ts';
import type { Policy } from '../../src/access/policy.ts';
import { type App, openApp } from '../../src/app.ts';
import { type ApprovalRule, plainRule } from '../../src/approvals/rules.ts';
import type { Chat } from '../../src/chat.ts';
import { silent } from '../../src/log.ts';
import { operationKinds } from '../../src/operations/index.ts';
import { discordAt, openDouble } from '../adapters/chat/discord/seat.ts';
import { slackAt } from '../adapters/chat/slack/seat.ts';
import { openDemo } from '../adapters/hypervisor/demo/site.ts';
import { startSlack } from '../doubles/slack/index.ts';
import { temporaryDatabase } from '../store/database.ts';

const discordIds = {
  anna: '190000000000000001',
  chandra: '190000000000000003',
  /** Another account of anna's, which nobody linked. */
  unlinked: '190000000000000007',
};

const people: People = (() => {
  const all = [
    {
      id: 'anna',
      name: 'Anna',
      identities: [
        { platform: 'slack', id: 'U1' },
        { platform: 'discord', id: discordIds.anna },
      ],
    },
    { id: 'ben', name: 'Ben', identities: [{ platform: 'slack', id: 'U2' }] },
    {
      id: 'chandra',
      name: 'Chandra',
      identities: [{ platform: 'discord', id: discordIds.chandra }],
    },
  ];
  return {
    all: () => all,
    of: ({ platform, id }) =>
      all.find(({ identities }) =>
        identities.some((one) => one.platform === platform && one.id === id),
      ),
  };
})();

/**
 * One bot as two replicas on one database: the first has Slack, the second Discord. All may do all, but for what
 * `without` takes away.
 */
export async function openChats(more: Partial<ApprovalRule> = {}) {
  const slack = await startSlack({
    channels: ['C1', 'C2'],
    botInChannels: ['C1', 'C2'],
    people: [
      { id: 'U1', name: 'anna', tz: 'Europe/Berlin' },
      { id: 'U2', name: 'ben', tz: 'Europe/Berlin' },
    ],
  });
  const discord = await openDouble({
    channels: ['ops'],
    people: Object.entries(discordIds).map(([name, id]) => ({ id, name, admin: true })),
  });
  const rule: ApprovalRule = {
    ...plainRule,
    for: ['vm.power', 'vm.delete'],
    machines: 'web-*',
    post: ['slack:C2', `discord:${discord.channel('ops')}`],
    ...more,
  };
  const without = new Set<string>();
  const policy: Policy = {
    may: ({ actor }, needs: Permission) => !without.has(`${actor?.id} ${needs}`),
  };
  const store = await temporaryDatabase();
  const demo = await openDemo();
  const open = async (chat: Chat): Promise<App> => {
    const app = await openApp({
      ...{ hypervisors: [demo.again()], commands, kinds: operationKinds, chats: [chat] },
      ...{ connection: await store.open(), client: false, log: silent, freshMs: 0 },
      ...{ policy, people, approvals: () => [rule] },
    });
    await chat.start(app.bot);
    return app;
  };
  const chats = [slackAt(slack), discordAt(discord)];
  const apps = await Promise.all(chats.map(open));
  onTestFinished(async () => {
    await Promise.all(chats.map((chat) => chat.stop()));
    await Promise.all(apps.map((app) => app.close()));
    await demo.close();
    await slack.close();
    await discord.close();
    await store.dispose();
  });
  const database = await store.open();
  return {
    ...{ slack, discord, without, apps },
    slackAnna: slack.person('U1'),
    ben: slack.person('U2'),
    discordAnna: discord.person('anna'),
    chandra: discord.person('chandra'),
    unlinked: discord.person('unlinked'),
    async operations(): Promise<readonly { kind: string; state: string }[]> {
      const { rows } = await database.pool.query('select kind, state from operations order by id');
      return rows;
    },
    async audit(): Promise<readonly string[]> {
      const { rows } = await database.pool.query('select event from audit order by id');
      return rows.map(({ event }) => event);
    },
    query: async (text: string) => void (await database.pool.query(text)),
  };
}

const PATIENCE = { timeout: 20_000, interval: 50 };

/** Waits until this person sees it there. */
export async function sees(
  person: { seen(channel?: string): Promise<string> },
  channel: string,
  text: string,
): Promise<void> {
  await expect.poll(() => person.seen(channel), PATIENCE).toContain(text);
}
