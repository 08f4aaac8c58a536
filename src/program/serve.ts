import type { Bot } from '../chat.ts';
import type { HeartbeatConfig, Listen } from '../config/service.ts';
import type { Config } from '../config.ts';
import { pause } from '../flow/wait.ts';
import { createHealth, type Figures, type Health, type Watched } from '../health.ts';
import type { LevelledLog } from '../log.ts';
import type { Meter } from '../meter.ts';
import type { Replica } from '../replicas/replica.ts';
import type { Store } from '../store/store.ts';
import { type OpenedChat, startChats } from './chats.ts';
import { listenForLeave } from './leaving.ts';
import { switchLevelOnSignal } from './log-level.ts';
import { openServiceManager } from './service-manager.ts';
import type { WelcomeStore } from './welcome.ts';

/** What the service needs of the world, as the adapters bring it. */
export interface Monitoring {
  createMetrics(figures: () => Figures): Omit<Meter, 'beat'> & Page;
  openEndpoint(
    listen: Listen,
    parts: { readonly health: Health; readonly metrics: Page; readonly log: LevelledLog },
  ): Promise<{ readonly port: number; close(): Promise<void> }>;
  startHeartbeat(
    options: HeartbeatConfig & { healthy(): boolean; readonly log: LevelledLog },
  ): () => Promise<void>;
}

interface Page {
  readonly contentType: string;
  text(): Promise<string>;
}

export interface ServeParts {
  readonly config: Pick<Config, 'http' | 'heartbeat'>;
  readonly log: LevelledLog;
  readonly monitoring: Monitoring;
  /** Started once the bot is open, and stopped before it closes. */
  readonly chats: readonly OpenedChat[];
  /** `health` is how the process does, for whoever tells of it. */
  open(meter: Meter, health: Pick<Health, 'figures'>): Promise<Served>;
  /** What the chats' admins have to know of this start, once each chat was tried. */
  welcome(app: Served): Promise<void>;
}

/** As much of an app as the service itself asks. */
export interface Served extends Watched {
  readonly store: Pick<Store, 'load'> & WelcomeStore;
  readonly bot: Bot;
  readonly replica?: Pick<Replica, 'seats' | 'stance'> | undefined;
  close(): Promise<void>;
}

/** The service: works for the other chats and processes until it is told to leave, then hands over. */
export async function serve(parts: ServeParts): Promise<number> {
  const { config, log, monitoring } = parts;
  const leaving = listenForLeave(log);
  switchLevelOnSignal(log);
  const health = createHealth();
  const metrics = monitoring.createMetrics(health.figures);
  // Before anything else: a port that is taken is told at once, and a start that takes long can be watched.
  const endpoint = config.http
    ? await monitoring.openEndpoint(config.http, { health, metrics, log })
    : undefined;
  if (endpoint) log.info({ host: config.http?.host, port: endpoint.port }, 'listening');
  try {
    const app = await parts.open({ ...metrics, beat: health.beat }, health);
    try {
      // Told to leave while it was opening.
      if (!leaving.aborted) await attend(app, parts, { health, leaving });
      return 0;
    } finally {
      await app.close();
    }
  } finally {
    await endpoint?.close();
  }
}

interface Attending {
  readonly health: Health;
  readonly leaving: AbortSignal;
}

/** Milliseconds for which a chat that does not answer keeps the bot from being ready. */
const PATIENCE_MS = 15_000;

/** Until it is told to leave; throws when every chat that is configured turned the bot away. */
async function attend(
  app: Served,
  parts: ServeParts,
  { health, leaving }: Attending,
): Promise<void> {
  const { config, log, monitoring } = parts;
  const manager = openServiceManager(health.live, log);
  const done = new AbortController();
  const ended = AbortSignal.any([leaving, done.signal]);
  const left = aborted(ended);
  const chats = startChats(parts.chats, { bot: app.bot, log, seats: app.replica?.seats });
  let quiet: (() => Promise<void>) | undefined;
  try {
    health.watch({ ...watched(app), chats: chats.health });
    await Promise.race([chats.tried, left, pause(PATIENCE_MS, ended).catch(() => {})]);
    if (leaving.aborted) return;
    await welcome(app, parts);
    log.info({ pid: process.pid }, 'ready');
    await manager.ready();
    const healthy = () => health.readiness().ready;
    quiet = config.heartbeat && monitoring.startHeartbeat({ ...config.heartbeat, log, healthy });
    await Promise.race([left, chats.lost]);
  } finally {
    done.abort();
    health.leave();
    await Promise.all([manager.stopping(), quiet?.(), chats.stop()]);
  }
}

function watched({ store, fleet, findings, replica }: Served): Watched {
  return {
    ...{ store, fleet },
    ...(findings && { findings }),
    ...(replica && { trouble: replica.stance.trouble }),
  };
}

/** No reason to end: what it says can be had in other ways. */
async function welcome(app: Served, parts: ServeParts): Promise<void> {
  if (parts.chats.length === 0) return;
  await parts.welcome(app).catch((err: unknown) => {
    parts.log.error({ err }, 'what the admins should know of this start was not told');
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    // A listener keeps no process.
    const held = setInterval(() => {}, 2 ** 31 - 1);
    const end = () => {
      clearInterval(held);
      resolve();
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });
}
