import { createServer } from 'node:http';
import { z } from 'zod';
import { answerJson } from './body.ts';
import { type Ack, createDeliverer, type Way } from './delivery.ts';
import { createControl } from './page/control.ts';
import { drawPage } from './page/page.ts';
import { createPerson, type SlackPerson } from './person.ts';
import { createRates } from './rates.ts';
import { createResponses } from './responses.ts';
import { createServe } from './serve.ts';
import { deliver, type Signed, sign, wayOverHttp } from './signed.ts';
import { createSockets } from './sockets.ts';
import type { Faults, Stage, Tokens } from './stage.ts';
import { createTriggers } from './triggers.ts';
import type { Called } from './web-api.ts';
import { createWorld, type WorldOptions } from './world.ts';

export type { SlackPerson } from './person.ts';
export type { Faults } from './stage.ts';

export interface SlackOptions extends WorldOptions {
  /** Answers 429 as Slack would. */
  readonly rates?: boolean;
  readonly port?: number;
  /** Milliseconds before an event is sent again: Slack's own are at once, a minute and five. */
  readonly retryAfterMs?: readonly number[];
}

/** A Slack that is not one: one workspace on loopback, for the real SDKs. */
export interface SlackDouble {
  /** `http://127.0.0.1:PORT/api/` */
  readonly apiUrl: string;
  /** The page that lists what each person sees. */
  readonly pageUrl: string;
  readonly tokens: Tokens;
  /** Everything is POSTed there and signed; undefined is Socket Mode. */
  deliverTo(url: string | undefined): void;
  person(id: string): SlackPerson;
  readonly faults: Faults;
  readonly requests: readonly Called[];
  readonly acks: readonly Ack[];
  /** How many sockets are open. */
  sockets(): number;
  /** The message is deleted. */
  /** Who is in which user group; a test may change it. */
  readonly groups: Map<string, readonly string[]>;
  forget(channel: string, ts: string): void;
  archive(channel: string): void;
  /** The bot is put into a channel, or out of it. */
  /** The ids of what was uploaded and not deleted. */
  files(): readonly string[];
  invite(channel: string, isIn: boolean): void;
  /** Sends what the bot must refuse to the address of HTTP mode; gives the status it answered. */
  forge(how: { badSignature?: true; oldTimestamp?: true; replay?: true }): Promise<number>;
  close(): Promise<void>;
}

/** Starts it on a port that is free. */
export async function startSlack(options: SlackOptions = {}): Promise<SlackDouble> {
  const world = createWorld(options);
  const tokens = { bot: 'xoxb-double', app: 'xapp-double', signingSecret: 'signing-double' };
  const faults: Faults = {
    dropAfterAccept: 0,
    holdAfterAccept: undefined,
    delayMs: 0,
    rateLimit: 0,
    revokeTokens: false,
    expireTriggers: false,
    refuseSockets: false,
    repeatEnvelope: false,
    editWindowClosed: false,
    unseenPictures: 0,
    cutSockets: () => sockets.cut(),
  };
  const sockets = createSockets(world.app, () => faults.refuseSockets);
  const ending = new AbortController();
  const requests: Called[] = [];
  const acks: Ack[] = [];
  let origin = '';
  let last: Signed | undefined;
  let http: { readonly url: string; readonly way: Way } | undefined;
  const stage: Stage = {
    world,
    faults,
    tokens,
    triggers: createTriggers(() => world.id('trigger.')),
    responses: createResponses(world),
    rates: options.rates === true ? createRates() : undefined,
    uploads: new Map(),
    origin: () => origin,
  };
  const deliverer = createDeliverer({
    way: () => http?.way ?? sockets.send,
    ready: async () => {
      if (http === undefined) await sockets.ready();
    },
    faults,
    acks,
    signal: ending.signal,
    again: options.retryAfterMs ?? [0, 60_000, 300_000],
  });
  const people = new Map(
    [...world.people.values()].map((each) => [each.id, createPerson(each, stage, deliverer)]),
  );
  const personOf = (id: string): SlackPerson => {
    const found = people.get(id);
    if (found === undefined) throw new Error(`there is nobody ${id}`);
    return found;
  };
  const serve = createServe(stage, requests, {
    '': async (_rest, request, response) => {
      const { searchParams } = new URL(request.url ?? '/', origin);
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(drawPage(world, searchParams));
    },
    control: createControl(personOf),
  });
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (!response.headersSent) answerJson(response, 500, { ok: false, error: String(error) });
    });
  });
  server.on('upgrade', sockets.upgrade);
  await new Promise<void>((resolve) => {
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = z.object({ port: z.int() }).parse(server.address());
  origin = `http://127.0.0.1:${port}`;
  return {
    apiUrl: `${origin}/api/`,
    pageUrl: `${origin}/`,
    tokens,
    faults,
    requests,
    acks,
    deliverTo: (url) => {
      const way = url && wayOverHttp(url, tokens.signingSecret, (request) => (last = request));
      http = url && way ? { url, way } : undefined;
    },
    person: personOf,
    sockets: sockets.count,
    groups: world.groups,
    files: () => [...world.files.keys()],
    forget: (channel, ts) => {
      const message = world.find(channel, ts);
      if (message) world.remove(message);
    },
    archive: (channel) => {
      const found = world.channels.get(channel);
      if (found) found.archived = true;
    },
    invite: (channel, isIn) => {
      const found = world.channels.get(channel);
      if (found) found.bot = isIn;
    },
    forge: async (how) => {
      if (http === undefined) throw new Error('deliverTo(url) comes first');
      const { status } = await deliver(http.url, forged(how, tokens.signingSecret, last));
      return status;
    },
    close: async () => {
      ending.abort();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function forged(
  how: { badSignature?: true; oldTimestamp?: true; replay?: true },
  secret: string,
  last: Signed | undefined,
): Signed {
  if (how.replay) {
    if (last === undefined) throw new Error('nothing was sent yet');
    return last;
  }
  const payload = { command: '/vm', text: 'list', user_id: 'U1', channel_id: 'C1', team_id: 'T1' };
  const old = Math.floor(Date.now() / 1000) - (how.oldTimestamp ? 6 * 60 : 0);
  return sign({ kind: 'slash_commands', payload }, how.badSignature ? 'guessed' : secret, old);
}
