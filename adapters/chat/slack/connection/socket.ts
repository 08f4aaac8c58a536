import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import { SocketModeReceiver } from '@slack/bolt';
import type { Log } from '../../../../src/log.ts';
import { asBotError } from '../web/errors.ts';
import { slackLogger } from '../web/web.ts';
import type { Connection } from './connection.ts';

/** Milliseconds between two tries, the last for as long as it takes. */
const PAUSES = [0, 500, 1000, 2000, 5000, 10_000, 30_000];

const CLOSE_MS = 1000;

export interface SocketOptions {
  readonly appToken: string;
  readonly apiUrl: string;
  readonly log: Log;
}

/**
 * Socket Mode: https://docs.slack.dev/apis/events-api/using-socket-mode. The SDK's own way to reconnect ends the process
 * when Slack refuses the token or the network stays away, so this one goes on by itself.
 */
export function overSocket({ appToken, apiUrl, log }: SocketOptions): Connection {
  const receiver = new SocketModeReceiver({
    appToken,
    autoReconnectEnabled: false,
    logger: slackLogger(log),
    installerOptions: {
      clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 0 }, timeout: 15_000 },
    },
  });
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let connected = false;
  receiver.client.on('connected', () => {
    connected = true;
  });
  receiver.client.on('disconnected', () => {
    connected = false;
  });
  const again = (tries: number): void => {
    const pause = PAUSES[Math.min(tries, PAUSES.length - 1)];
    timer = setTimeout(() => {
      receiver.client.start().catch((error: unknown) => {
        const { message } = asBotError(error, 'apps.connections.open');
        log.warn({ tries: tries + 1 }, `Slack is not connected, trying on: ${message}`);
        if (!stopping.signal.aborted) again(tries + 1);
      });
    }, pause);
  };
  return {
    receiver,
    address: () => undefined,
    connected: () => connected,
    async open() {
      await receiver.client.start();
      receiver.client.on('disconnected', () => {
        clearTimeout(timer);
        if (!stopping.signal.aborted) again(0);
      });
    },
    async close() {
      stopping.abort();
      clearTimeout(timer);
      // A socket that is closed already tells its end no second time.
      await Promise.race([
        receiver.client.disconnect(),
        setTimeoutPromise(CLOSE_MS, undefined, { ref: false }),
      ]);
    },
  };
}
