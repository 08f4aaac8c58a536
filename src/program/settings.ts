import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { auditKeys } from '../config/audit.ts';
import { audienceIn } from '../config/chat.ts';
import type { Config } from '../config.ts';

/** What the app takes from the configuration as it stands, and where it keeps its files. */
export function settingsOf(
  config: Config | undefined,
  { dataDirectory, path }: { readonly dataDirectory: string; readonly path: string },
) {
  return {
    freshMs: config?.freshMs,
    zone: config?.timezone,
    audience: audienceIn(config?.chats ?? []),
    atOnce: config?.atOnce,
    waitMs: config?.waitMs,
    places: config?.places,
    retention: config?.retention,
    checks: config?.checks,
    alerting: config?.alerts,
    webhooks: config?.webhooks,
    origin: originOf(path),
    auditKeys: auditKeys(config?.audit),
    exports: join(dataDirectory, 'exports'),
    keys: join(dataDirectory, 'guest-ssh'),
  };
}

/** Which configuration it is, for as long as it lies there: also while there is none yet. */
function originOf(path: string): string {
  return `${hostname()}:${resolve(path)}`;
}
