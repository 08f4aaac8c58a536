import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Shapes } from './shape.ts';
import type { World } from './world.ts';

export interface Gateway {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Sends the event to every session that wants it; a session that is cut gets it when it resumes. */
  dispatch(event: string, data: object, needs?: number): void;
  /** Cuts every connection. What happens meanwhile is kept for the sessions, unless they are forgotten. */
  cut(options?: { readonly forget?: boolean; readonly code?: number }): void;
  connected(): number;
  close(): void;
}

/** docs.discord.com/developers/events/gateway#list-of-intents */
export const intent = { guilds: 1, guildMessages: 1 << 9, directMessages: 1 << 12 };
/** Members, presences and message content: the switches of the developer portal are off here. */
const privileged = (1 << 1) | (1 << 8) | (1 << 15);

interface Session {
  readonly id: string;
  readonly intents: number;
  readonly sent: { readonly s: number; readonly t: string; readonly d: object }[];
  socket: WebSocket | undefined;
}

const payload = z.object({ op: z.number(), d: z.unknown() });
const identify = z.object({ token: z.string(), intents: z.number() });
const resume = z.object({ token: z.string(), session_id: z.string(), seq: z.number() });

export function createGateway(world: World, shapes: Shapes, tokenIsGood: () => boolean): Gateway {
  const sessions = new Map<string, Session>();
  const server = new WebSocketServer({ noServer: true });
  let origin = '';

  const push = (session: Session, t: string, d: object): void => {
    const event = { s: session.sent.length + 1, t, d };
    session.sent.push(event);
    session.socket?.send(JSON.stringify({ op: 0, ...event }));
  };
  const holds = (token: string): boolean => tokenIsGood() && token === world.token;

  const begin = (socket: WebSocket, data: unknown): Session | undefined => {
    const { token, intents } = identify.parse(data);
    if (!holds(token)) return void socket.close(4004, 'Authentication failed.');
    if ((intents & privileged) !== 0) return void socket.close(4014, 'Disallowed intent(s).');
    const session: Session = { id: randomUUID(), intents, sent: [], socket };
    sessions.set(session.id, session);
    push(session, 'READY', {
      v: 10,
      user: { ...shapes.user(world.bot), mfa_enabled: false, verified: true, email: null },
      guilds: [{ id: world.guildId, unavailable: true }],
      session_id: session.id,
      session_type: 'normal',
      resume_gateway_url: `${origin}/gateway`,
      application: { id: world.applicationId, flags: 0 },
    });
    if ((intents & intent.guilds) !== 0) push(session, 'GUILD_CREATE', shapes.guild());
    return session;
  };
  const goOn = (socket: WebSocket, data: unknown): Session | undefined => {
    const { token, session_id, seq } = resume.parse(data);
    if (!holds(token)) return void socket.close(4004, 'Authentication failed.');
    const session = sessions.get(session_id);
    if (session === undefined) return void socket.send(JSON.stringify({ op: 9, d: false }));
    session.socket = socket;
    for (const event of session.sent.filter(({ s }) => s > seq)) {
      socket.send(JSON.stringify({ op: 0, ...event }));
    }
    push(session, 'RESUMED', {});
    return session;
  };

  server.on('connection', (socket) => {
    let mine: Session | undefined;
    socket.send(JSON.stringify({ op: 10, d: { heartbeat_interval: 41_250 } }));
    socket.on('message', (raw) => {
      const { op, d } = payload.parse(JSON.parse(String(raw)));
      if (op === 1) socket.send(JSON.stringify({ op: 11 }));
      if (op === 2) mine = begin(socket, d);
      if (op === 6) mine = goOn(socket, d);
    });
    socket.on('close', (code) => {
      if (mine?.socket !== socket) return;
      mine.socket = undefined;
      // 1000 and 1001 end a session: docs.discord.com/developers/events/gateway#disconnecting
      if (code === 1000 || code === 1001) sessions.delete(mine.id);
    });
  });

  return {
    upgrade(request, socket, head) {
      origin = `ws://${request.headers.host}`;
      server.handleUpgrade(request, socket, head, (ws) => server.emit('connection', ws, request));
    },
    dispatch(event, data, needs = 0) {
      for (const session of sessions.values()) {
        if ((session.intents & needs) === needs) push(session, event, data);
      }
    },
    cut({ forget = false, code } = {}) {
      for (const session of sessions.values()) {
        if (code === undefined) session.socket?.terminate();
        else session.socket?.close(code);
      }
      if (forget) sessions.clear();
    },
    connected: () => [...sessions.values()].filter((one) => one.socket !== undefined).length,
    close() {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}
