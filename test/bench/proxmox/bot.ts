import { createSite } from '../../../adapters/hypervisor/proxmox/site.ts';
import { openDatabase } from '../../../adapters/postgres/index.ts';
import { commands } from '../../../commands/index.ts';
import { type App, openApp } from '../../../src/app.ts';
import { silent } from '../../../src/log.ts';
import { operationKinds } from '../../../src/operations/index.ts';
import { incoming } from '../sites.ts';
import type { Place } from './words.ts';

export interface BenchBot extends App {
  /** Types a line that is answered at once; gives the title of its card. */
  ask(line: string): Promise<string>;
  /** Types a line that becomes an operation; gives its number. */
  begin(line: string): Promise<number>;
}

export interface BotOptions {
  readonly directory: string;
  readonly place: Place;
  readonly freshMs?: number | undefined;
  readonly signal: AbortSignal;
}

/** The whole bot on the embedded PostgreSQL, over the double of a cluster. */
export async function openBot({
  directory,
  place,
  freshMs,
  signal,
}: BotOptions): Promise<BenchBot> {
  const connection = await openDatabase({ dataDirectory: directory, log: silent, signal });
  const { url, fingerprint, id, secret } = place;
  const settings = { urls: [url], fingerprints: [fingerprint], token: { id, secret } };
  const app = await openApp({
    hypervisors: [createSite(settings, { name: 'pve', log: silent })],
    commands,
    kinds: operationKinds,
    chats: [],
    connection,
    client: false,
    log: silent,
    atOnce: 100,
    freshMs,
  });
  const send = async (line: string) => {
    let title = '';
    const handled = await app.bot.handle(incoming(line, (heard) => (title = heard)));
    return { ...handled, title };
  };
  return {
    ...app,
    async ask(line) {
      const { outcome, title } = await send(line);
      if (outcome !== 'answered') throw new Error(`${line}: ${outcome}, ${title}`);
      return title;
    },
    async begin(line) {
      const { outcome, title, operation } = await send(line);
      if (operation === undefined) throw new Error(`${line}: ${outcome}, ${title}`);
      return operation;
    },
  };
}
