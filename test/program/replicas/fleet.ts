import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Database } from '../../../adapters/postgres/index.ts';
import { openStore } from '../../../src/store/open.ts';
import { openDouble } from '../../adapters/chat/discord/seat.ts';
import type { DiscordDouble } from '../../doubles/discord/index.ts';
import { startProxmox } from '../../doubles/proxmox/index.ts';
import { type SlackDouble, startSlack } from '../../doubles/slack/index.ts';
import { type Relay, relayTo } from '../../fixtures/relay.ts';
import { type ReplicaProcess, replicaProcess } from './process.ts';
import { type OwnServer, ownServer } from './server.ts';

/** Both chats, a demo site, a cluster behind a wire that can be cut, and a PostgreSQL, for several replicas of the bot. */
export interface Fleet {
  readonly server: OwnServer;
  readonly database: Database;
  readonly slack: SlackDouble;
  readonly discord: DiscordDouble;
  readonly proxmox: Awaited<ReturnType<typeof startProxmox>>;
  /** The wire to the cluster. */
  readonly wire: Relay;
  readonly data: string;
  /** Starts one more replica, and waits until it is ready. */
  start(): Promise<ReplicaProcess>;
  /** Every line that the replicas logged, over all of their lives. */
  log(): readonly string[];
  close(): Promise<void>;
}

export const slackPerson = 'U0ANNA';
export const discordPerson = '700000000000000001';

export async function openFleet({ speed = 0.1 } = {}): Promise<Fleet> {
  const server = await ownServer();
  const slack = await startSlack({
    channels: ['C0PS'],
    botInChannels: ['C0PS'],
    people: [{ id: slackPerson, name: 'anna', tz: 'Europe/Berlin' }],
  });
  const discord = await openDouble({
    channels: ['ops'],
    people: [{ id: discordPerson, name: 'anna', zone: 'Europe/Berlin', admin: true }],
  });
  const proxmox = await startProxmox({ pace: { taskMs: 300 } });
  const wire = await relayTo(Number(new URL(proxmox.urls[0] ?? '').port));
  const config = await configure(server, { speed, wire, proxmox });
  const database = await server.open();
  await admit(await server.open());
  const started: ReplicaProcess[] = [];
  const env = {
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.tokens.bot,
    SLACK_APP_TOKEN: slack.tokens.app,
    DISCORD_API_URL: discord.apiUrl,
    DISCORD_TOKEN: discord.token,
  };
  return {
    ...{ server, database, slack, discord, proxmox, wire },
    data: join(server.directory, 'bot'),
    async start() {
      const one = await replicaProcess(config, env);
      started.push(one);
      return one;
    },
    log: () => started.flatMap((one) => one.text().split('\n')),
    async close() {
      await Promise.all(started.map((one) => one.end()));
      await Promise.all([slack.close(), discord.close(), proxmox.close()]);
      await wire.cut().catch(() => {});
      await server.close();
    },
  };
}

interface Configured extends Pick<Fleet, 'wire' | 'proxmox'> {
  readonly speed: number;
}

async function configure(server: OwnServer, { speed, wire, proxmox }: Configured): Promise<string> {
  const { directory, url } = server;
  const config = join(directory, 'nakhoda.yaml');
  const { id, secret } = proxmox.tokens.ops;
  await writeFile(join(directory, 'url'), url);
  await writeFile(join(directory, 'token'), secret);
  await writeFile(
    config,
    stringify({
      sites: [
        { name: 'campus', kind: 'demo', speed, failures: false },
        {
          name: 'pve',
          kind: 'proxmox',
          urls: [`https://127.0.0.1:${wire.port}`],
          token: { id, secret: { file: 'token' } },
          fingerprints: [proxmox.fingerprint],
          storage: 'local-lvm',
        },
      ],
      data: 'bot',
      database: { url: { file: 'url' } },
      http: { listen: '127.0.0.1:0' },
      chats: { slack: {}, discord: {} },
    }),
  );
  return config;
}

/** Both people are admins from the start. */
async function admit(database: Database): Promise<void> {
  const store = await openStore(database, { sites: [], client: true });
  const by = { platform: 'terminal', id: 'tester', name: 'tester' };
  for (const [platform, id] of [
    ['slack', slackPerson],
    ['discord', discordPerson],
  ] as const) {
    await store.access.grant({ platform, id, name: 'anna' }, 'admin', { by, evenLast: true });
  }
  await store.close();
}
