import { tellingThrough } from '../access/tell.ts';
import { createPainter } from '../charts/painter.ts';
import type { Chat } from '../chat.ts';
import type { Command } from '../command.ts';
import { variable } from '../config/environment.ts';
import { listenFromVariable } from '../config/service.ts';
import type { Config } from '../config.ts';
import type { Health } from '../health.ts';
import type { LevelledLog } from '../log.ts';
import type { Meter } from '../meter.ts';
import { openChats } from './chats.ts';
import { type Monitoring, type Served, serve } from './serve.ts';
import { welcome } from './welcome.ts';

export interface AttendParts {
  readonly config: Config | undefined;
  readonly commands: readonly Command[];
  readonly log: LevelledLog;
  openMonitoring(): Promise<Monitoring>;
  openBot(watched: Watched): Promise<Served>;
  /** A line on standard output. */
  say(text: string): void;
}

interface Watched {
  readonly chats: readonly Chat[];
  readonly meter: Meter;
  readonly health: Pick<Health, 'figures'>;
}

/** The service, with the chats and the monitors of its configuration. Gives the exit code. */
export async function attend(parts: AttendParts): Promise<number> {
  const { config, commands, log, say, openBot, openMonitoring } = parts;
  const listen = variable('NAKHODA_HTTP');
  const http = listen === undefined ? config?.http : listenFromVariable(listen);
  const configured = config?.chats ?? [];
  const painter = createPainter({ zone: config?.timezone, log });
  const services = { commands, log, zone: config?.timezone, painter };
  const [opened, monitoring] = await Promise.all([
    openChats(configured, services),
    openMonitoring(),
  ]);
  const chats = opened.map(({ chat }) => chat);
  return serve({
    config: { http, heartbeat: config?.heartbeat },
    log,
    monitoring,
    chats: opened,
    open: (meter, health) => openBot({ chats, meter, health }),
    welcome: ({ store }) =>
      welcome(store, {
        ...{ configured, services, log, say, access: config?.access },
        tell: tellingThrough(chats, { say: store.say, log }),
      }),
  }).finally(painter.close);
}
