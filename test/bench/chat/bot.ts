import { openDatabase } from '../../../adapters/postgres/index.ts';
import { commands } from '../../../commands/index.ts';
import { type App, openApp } from '../../../src/app.ts';
import type { Chat } from '../../../src/chat.ts';
import type { Hypervisor } from '../../../src/hypervisor.ts';
import { silent } from '../../../src/log.ts';
import { operationKinds } from '../../../src/operations/index.ts';
import { actor } from '../sites.ts';

export interface BotOptions {
  readonly directory: string;
  readonly site: Hypervisor;
  readonly chat: Chat;
  /** Who types, and is admin. */
  readonly person: string;
  readonly freshMs?: number;
  readonly signal: AbortSignal;
}

/** The whole bot on the embedded PostgreSQL, its chat connected. */
export async function openBot(options: BotOptions): Promise<App> {
  const { directory, site, chat, person, freshMs, signal } = options;
  const connection = await openDatabase({ dataDirectory: directory, log: silent, signal });
  const app = await openApp({
    hypervisors: [site],
    commands,
    kinds: operationKinds,
    chats: [chat],
    connection,
    client: false,
    log: silent,
    freshMs,
  });
  const admin = { platform: chat.platform, id: person, name: 'ann' };
  await app.store.access.grant(admin, 'admin', { by: actor, evenLast: true });
  await chat.start(app.bot);
  return {
    ...app,
    async close() {
      await chat.stop();
      await app.close();
    },
  };
}
