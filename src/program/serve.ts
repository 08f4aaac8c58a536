import type { App } from '../app.ts';
import type { Config } from '../config.ts';
import { createHealth, type Figures, type Health } from '../health.ts';
import type { LevelledLog } from '../log.ts';
import type { Meter } from '../meter.ts';
import type { HeartbeatConfig, Listen } from '../service-config.ts';
import { listenForLeave } from './leaving.ts';
import { switchLevelOnSignal } from './log-level.ts';
import { openServiceManager } from './service-manager.ts';

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
  open(meter: Meter): Promise<App>;
}

/** The service: works for the other chats and processes until it is told to leave, then hands over. */
export async function serve({ config, log, monitoring, open }: ServeParts): Promise<number> {
  const leaving = listenForLeave(log);
  switchLevelOnSignal(log);
  const health = createHealth();
  const metrics = monitoring.createMetrics(health.figures);
  const manager = openServiceManager(health.live, log);
  // Before anything else: a port that is taken is told at once, and a start that takes long can be watched.
  const endpoint = config.http
    ? await monitoring.openEndpoint(config.http, { health, metrics, log })
    : undefined;
  if (endpoint) log.info({ host: config.http?.host, port: endpoint.port }, 'listening');
  try {
    const app = await open({ ...metrics, beat: health.beat });
    try {
      // Told to leave while it was opening.
      if (leaving.aborted) return 0;
      health.watch(app);
      log.info({ pid: process.pid }, 'ready');
      await manager.ready();
      const quiet = config.heartbeat && monitoring.startHeartbeat(whileReady(config.heartbeat));
      await aborted(leaving);
      health.leave();
      await Promise.all([manager.stopping(), quiet?.()]);
      return 0;
    } finally {
      await app.close();
    }
  } finally {
    await endpoint?.close();
  }

  function whileReady(heartbeat: HeartbeatConfig) {
    return { ...heartbeat, log, healthy: () => health.readiness().ready };
  }
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
