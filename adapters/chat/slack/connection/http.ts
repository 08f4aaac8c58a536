import type { AddressInfo } from 'node:net';
import { HTTPReceiver } from '@slack/bolt';
import type { Log } from '../../../../src/log.ts';
import { slackLogger } from '../web/web.ts';
import type { Connection } from './connection.ts';

export interface HttpOptions {
  readonly signingSecret: string;
  readonly host: string;
  readonly port: number;
  readonly log: Log;
}

/** Where the manifest tells Slack to send everything. */
export const ENDPOINT = '/slack/events';

/**
 * Slack calls, and signs: what is forged or older than five minutes is answered with 401
 * (https://docs.slack.dev/authentication/verifying-requests-from-slack). What is replayed within them has a key
 * that is known already.
 */
export function overHttp({ signingSecret, host, port, log }: HttpOptions): Connection {
  const receiver = new HTTPReceiver({
    signingSecret,
    endpoints: ENDPOINT,
    logger: slackLogger(log),
    dispatchErrorHandler: ({ response }) => {
      response.writeHead(404).end();
    },
  });
  let found: string | AddressInfo | null = null;
  return {
    receiver,
    address: () =>
      typeof found === 'object' && found !== null
        ? `http://${host.includes(':') ? `[${host}]` : host}:${found.port}${ENDPOINT}`
        : undefined,
    connected: () => found !== null,
    async open() {
      const server = await receiver.start({ host, port });
      found = server.address();
    },
    close: () => receiver.stop(),
  };
}
