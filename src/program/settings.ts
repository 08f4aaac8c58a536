import { join } from 'node:path';
import { auditKeys } from '../audit-config.ts';
import { audienceIn } from '../chat-config.ts';
import type { Config } from '../config.ts';

/** What the app takes from the configuration as it stands, and where it keeps its files. */
export function settingsOf(config: Config | undefined, dataDirectory: string) {
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
    auditKeys: auditKeys(config?.audit),
    exports: join(dataDirectory, 'exports'),
    keys: join(dataDirectory, 'guest-ssh'),
  };
}
