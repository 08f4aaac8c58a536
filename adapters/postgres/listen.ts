import pLimit from 'p-limit';
import type pg from 'pg';
import type { Log } from '../../src/log.ts';
import { keepSession, type Session } from './session.ts';

export type OnPayload = (payload: string) => void;

/**
 * All LISTENs of a process on one connection, which is opened with the first. What is sent while it is lost is
 * lost too: whoever listens also looks from time to time.
 */
export interface Listener {
  /** Gives what ends this listening. */
  listen(channel: string, onPayload: OnPayload): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

export function createListener(open: () => Promise<pg.Client>, log: Log): Listener {
  const channels = new Map<string, Set<OnPayload>>();
  let session: Promise<Session> | undefined;
  /** The connection takes one question at a time. */
  const turn = pLimit(1);

  async function openListening(): Promise<pg.Client> {
    const client = await open();
    client.on('notification', ({ channel, payload }) => {
      for (const onPayload of channels.get(channel) ?? []) onPayload(payload ?? '');
    });
    for (const channel of channels.keys()) await listenOn(client, channel);
    return client;
  }

  async function openSession(): Promise<Session> {
    const options = { name: 'listen', open: openListening, log };
    return keepSession(await openListening(), options);
  }

  async function stop(channel: string, onPayload: OnPayload): Promise<void> {
    const listeners = channels.get(channel);
    listeners?.delete(onPayload);
    if (listeners?.size !== 0) return;
    channels.delete(channel);
    const client = (await session)?.client();
    if (!client) return;
    const words = `unlisten ${client.escapeIdentifier(channel)}`;
    await turn(() => client.query(words)).catch(() => {});
  }

  return {
    async listen(channel, onPayload) {
      channels.set(channel, (channels.get(channel) ?? new Set()).add(onPayload));
      session ??= openSession();
      try {
        await session;
      } catch (error) {
        session = undefined;
        channels.delete(channel);
        throw error;
      }
      const client = (await session).client();
      // Where the connection has just been lost, its reopening listens on every channel.
      if (client) await turn(() => listenOn(client, channel)).catch(() => {});
      return () => stop(channel, onPayload);
    },
    async close() {
      await (await session?.catch(() => undefined))?.close();
    },
  };
}

async function listenOn(client: pg.Client, channel: string): Promise<void> {
  await client.query(`listen ${client.escapeIdentifier(channel)}`);
}
