/**
 * A Discord of one guild on loopback, for the real discord.js. It is written here and does not stand on
 * `discord-digital-twin`: that one has no uploads, no answers with the message, no audience for an ephemeral one, no
 * nonces, no deadlines, no permissions and no way to cut or resume a session, and keeps its state where a front
 * before it could not see who is shown what. A front would have been most of a Discord, beside a second one.
 *
 * `twin.test.ts` holds the two against each other where they do the same.
 *
 * It refuses what Discord refuses: by Discord's OpenAPI file where `NAKHODA_CONTRACTS` names its folder, and by the
 * limits in `limits/`, which that file lacks.
 */
import { readContract } from './contract.ts';
import { createFaults, type Faults } from './faults.ts';
import { createGateway, type Gateway } from './gateway.ts';
import { lapse } from './interactions.ts';
import { type Parts, removeMessage } from './messages.ts';
import { serveSite } from './page/site.ts';
import { createPerson, type DiscordPerson } from './person/person.ts';
import {
  type ApiLog,
  createApi,
  type FirstResponse,
  type LoggedRequest,
  listen,
} from './server.ts';
import { createShapes } from './shape.ts';
import { channelOf, createWorld, type DiscordOptions } from './world.ts';

export type { DiscordPerson } from './person/person.ts';

export interface DiscordDouble {
  /** For `rest: { api }` of discord.js. */
  readonly apiUrl: string;
  /** What each person sees, to look at with a browser. */
  readonly pageUrl: string;
  readonly token: string;
  readonly applicationId: string;
  readonly guildId: string;
  /** What is not checked here; empty with all contracts at hand. */
  readonly off: readonly string[];
  /** The id of a channel, by its name. */
  channel(name: string): string;
  person(name: string): DiscordPerson;
  readonly faults: Faults;
  readonly requests: readonly LoggedRequest[];
  readonly firstResponses: readonly FirstResponse[];
  /** What Discord would take and this house does not. */
  readonly violations: readonly string[];
  /** The application's commands, those for all guilds first. */
  registered(): readonly unknown[];
  /** How many sessions are connected to the gateway. */
  connected(): number;
  /** Deletes a message behind the bot's back. */
  forget(channel: string, id: string): void;
  close(): Promise<void>;
}

export async function startDiscord(options: DiscordOptions = {}): Promise<DiscordDouble> {
  const world = createWorld(options);
  const contract = readContract(options.contracts);
  const log: ApiLog = { requests: [], firstResponses: [] };
  let origin = '';
  const shapes = createShapes(world, () => origin);
  const faults = createFaults({
    cut: (how) => gateway.cut(how),
    expire() {
      for (const one of world.interactions.values()) one.expired = true;
    },
    forgetNonces: () => world.nonces.clear(),
    redeliver() {
      const last = world.asked.at(-1);
      if (last !== undefined) gateway.dispatch('INTERACTION_CREATE', last);
    },
    lapse() {
      for (const one of world.interactions.values()) lapse(one);
    },
  });
  const gateway: Gateway = createGateway(world, shapes, () => !faults.revoked());
  const parts: Parts = { world, shapes, gateway, faults };
  const api = createApi(parts, contract, log, options.rates === true);
  const { server, origin: where } = await listen(
    (request, response) =>
      request.url?.startsWith('/api')
        ? api(request, response)
        : serveSite(parts, request, response),
    options.port,
  );
  origin = where;
  server.on('upgrade', gateway.upgrade);
  return {
    apiUrl: `${origin}/api`,
    pageUrl: `${origin}/`,
    token: world.token,
    applicationId: world.applicationId,
    guildId: world.guildId,
    off: contract.off,
    channel: (name) => channelOf(world, name).id,
    person(name) {
      const found = world.people.find((one) => one.name === name || one.id === name);
      if (found === undefined) throw new Error(`there is no ${name} in the guild`);
      return createPerson(parts, found);
    },
    faults,
    requests: log.requests,
    firstResponses: log.firstResponses,
    violations: world.violations,
    registered: () => [...world.commands.global, ...world.commands.guild],
    connected: gateway.connected,
    forget(channel, id) {
      const place = channelOf(world, channel).id;
      const found = world.messages.find((one) => one.channel === place && one.id === id);
      if (found === undefined) throw new Error(`there is no message ${id} in ${channel}`);
      removeMessage(parts, found);
    },
    async close() {
      for (const one of world.interactions.values()) lapse(one);
      gateway.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
