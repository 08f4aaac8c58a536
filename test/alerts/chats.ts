import { expect, onTestFinished } from 'vitest';
import { commands } from '../../commands/index.ts';
import type { Permission } from '../../src/access/permission.ts';
import type { Policy } from '../../src/access/policy.ts';
import { readAlerts } from '../../src/alerts/section.ts';
import { openApp } from '../../src/app.ts';
import { silent } from '../../src/log.ts';
import { operationKinds } from '../../src/operations/index.ts';
import { discordAt, openDouble } from '../adapters/chat/discord/seat.ts';
import { slackAt } from '../adapters/chat/slack/seat.ts';
import { machine, pretend } from '../doubles/hypervisor.ts';
import { startSlack } from '../doubles/slack/index.ts';
import { temporaryDatabase } from '../store/database.ts';

const chandra = '190000000000000003';

/** At the first figure; what is quick here is slow where it counts. */
const rules = { 'machine-cpu': { for: '0s', clearFor: '0s', severity: 'critical' } };

/**
 * A service with both chats over one site, whose web-1 is busy. `routes` are as in the configuration,
 * with `discord:ops` for the channel of that name, and `more` beside them. All may do all, but for what `without` takes away.
 */
export async function openAlerting(routes: readonly object[], more: object = {}) {
  const slack = await startSlack({
    channels: ['C1', 'C2'],
    botInChannels: ['C1'],
    people: [
      { id: 'U1', name: 'anna', tz: 'Europe/Berlin' },
      { id: 'U2', name: 'ben', tz: 'Europe/Berlin' },
    ],
  });
  const discord = await openDouble({
    channels: ['ops'],
    people: [{ id: chandra, name: 'chandra', admin: true }],
  });
  const named = JSON.stringify({ rules, routes, ...more }).replaceAll(
    'discord:ops',
    `discord:${discord.channel('ops')}`,
  );
  const { alerts: alerting, problems } = readAlerts({ alerts: JSON.parse(named) });
  expect(problems).toEqual([]);
  const site = pretend({ name: 'kvm' });
  const web = machine('web-1', { site: 'kvm' });
  site.machines = [web];
  site.hosts = [{ site: 'kvm', name: 'kvm-a', cpus: 2 }];
  site.usage = [{ id: web.id, at: Date.now(), cpuFraction: 0.97, disks: [], nics: [] }];
  const without = new Set<string>();
  const policy: Policy = {
    may: ({ actor }, needs: Permission) => !without.has(`${actor?.id} ${needs}`),
  };
  const store = await temporaryDatabase();
  const chats = [slackAt(slack), discordAt(discord)];
  const app = await openApp({
    ...{ hypervisors: [site.hypervisor], commands, kinds: operationKinds, chats },
    ...{ connection: await store.open(), client: false, log: silent, freshMs: 0 },
    ...{ policy, alerting, polls: true },
  });
  await Promise.all(chats.map((chat) => chat.start(app.bot)));
  onTestFinished(async () => {
    await Promise.all(chats.map((chat) => chat.stop()));
    await app.close();
    await slack.close();
    await discord.close();
    await store.dispose();
  });
  return {
    without,
    alerting: app.alerting,
    anna: slack.person('U1'),
    ben: slack.person('U2'),
    chandra: discord.person('chandra'),
  };
}

export const PATIENCE = { timeout: 60_000, interval: 50 };

/** Waits until this person sees it there. */
export async function sees(
  person: { seen(channel?: string): Promise<string> },
  channel: string,
  text: string,
): Promise<void> {
  await expect.poll(() => person.seen(channel), PATIENCE).toContain(text);
}
