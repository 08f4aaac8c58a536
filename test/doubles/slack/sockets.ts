import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Delivery, Way } from './delivery.ts';
import { limits } from './limits.ts';

export interface Sockets {
  readonly send: Way;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Waits until one is open. */
  ready(): Promise<void>;
  /** How many are open. */
  count(): number;
  cut(): void;
  close(): void;
}

const acknowledgement = z.object({ envelope_id: z.string(), payload: z.unknown() });

/** Socket Mode: each envelope goes to one connection, and is answered by its id. */
export function createSockets(app: string, refuses: () => boolean): Sockets {
  const server = new WebSocketServer({ noServer: true });
  const open: WebSocket[] = [];
  const waiting = new Map<string, (payload: unknown) => void>();
  let turn = 0;
  let opened = Promise.withResolvers<void>();
  const welcome = (socket: WebSocket): void => {
    open.push(socket);
    opened.resolve();
    opened = Promise.withResolvers();
    const beat = setInterval(() => socket.ping(), 10_000);
    socket.on('close', () => {
      clearInterval(beat);
      open.splice(open.indexOf(socket), 1);
    });
    socket.on('error', () => socket.terminate());
    socket.on('message', (data) => {
      const said = acknowledgement.safeParse(parse(String(data)));
      if (said.success) waiting.get(said.data.envelope_id)?.(said.data.payload);
    });
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: open.length,
        connection_info: { app_id: app },
      }),
    );
  };
  return {
    ready: async () => {
      if (open.length === 0) await opened.promise;
    },
    count: () => open.length,
    cut: () => {
      for (const socket of [...open]) socket.terminate();
    },
    close: () => {
      for (const socket of open) socket.close();
    },
    upgrade(request, socket, head) {
      if (refuses() || open.length >= limits.sockets.most) {
        socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, welcome);
    },
    async send(delivery) {
      const socket = open[turn++ % Math.max(open.length, 1)];
      if (socket === undefined) throw new Error('no connection');
      const id = randomUUID();
      const answer = Promise.withResolvers<unknown>();
      waiting.set(id, answer.resolve);
      const text = JSON.stringify(envelope(id, delivery));
      socket.send(text);
      if (delivery.twice) socket.send(text);
      return await answer.promise;
    },
  };
}

const envelope = (id: string, { kind, payload, retry }: Delivery): object => ({
  type: kind,
  envelope_id: id,
  payload,
  accepts_response_payload: kind !== 'events_api',
  ...(kind === 'events_api'
    ? { retry_attempt: retry?.count ?? 0, retry_reason: retry?.reason ?? '' }
    : {}),
});

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
