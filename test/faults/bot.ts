import { join } from 'node:path';
import { hypervisors as adapters } from '../../adapters/hypervisor/index.ts';
import { openDatabase } from '../../adapters/postgres/index.ts';
import { commands } from '../../commands/index.ts';
import { type App, type AppParts, openApp } from '../../src/app.ts';
import type { Chat } from '../../src/chat.ts';
import { loadConfig } from '../../src/config.ts';
import { silent } from '../../src/log.ts';
import { operationKinds } from '../../src/operations/index.ts';
import type { Moment } from '../../src/runner/task.ts';
import { openSites } from '../../src/sites.ts';

/** What the parts of the app are otherwise than a whole bot has them. */
type Otherwise = Partial<Pick<AppParts, 'people' | 'policy' | 'approvals'>>;

export interface BotOptions extends Otherwise {
  readonly url: string;
  /** A configuration file; its `data` is the sites' own directory too. */
  readonly config: string;
  readonly chats?: readonly Chat[];
  observe?(moment: Moment, step: string): void;
}

/** A whole bot, put together as main.ts does it, as one replica. */
export async function openBot({
  url,
  config,
  chats = [],
  observe,
  ...otherwise
}: BotOptions): Promise<App> {
  const { sites, data = '' } = await loadConfig(config, { adapters });
  const { signal } = new AbortController();
  const connection = await openDatabase({ url, dataDirectory: data, log: silent, signal });
  const hypervisors = await openSites(sites, { adapters, dataDirectory: data, log: silent });
  const keys = join(data, 'guest-ssh');
  const parts = { hypervisors, commands, kinds: operationKinds, chats, connection, keys };
  return openApp({ ...parts, ...otherwise, client: false, log: silent, observe });
}

/** Sends one line as the OS user would; gives the operation it became. */
export async function send(app: App, line: string): Promise<number> {
  const actor = { platform: 'terminal', id: 'tester', name: 'tester' };
  const place = { platform: 'terminal', channel: 'test' };
  const said: string[] = [];
  const reply = {
    defer: async () => {},
    answer: async (card: object) => void said.push(JSON.stringify(card)),
    ask: async (form: object) => void said.push(JSON.stringify(form)),
  };
  const handled = await app.bot.handle({ actor, place, line, local: true, reply });
  if (handled.operation !== undefined) return handled.operation;
  throw new Error(`${line}: ${said.join(' ')}`);
}

/** Waits for the operation's true end. */
export function ended(app: App, operation: number, limitMs = 120_000) {
  return app.bot.follow(operation, { signal: AbortSignal.timeout(limitMs) });
}
