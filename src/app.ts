import { type OpenAccess, openAccess } from './access/access.ts';
import type { Policy } from './access/policy.ts';
import { tellingThrough } from './access/tell.ts';
import { openBoards } from './app/boards.ts';
import { createBot } from './app/bot.ts';
import type { Bot, Chat } from './chat.ts';
import type { Command } from './command.ts';
import { createGuestWays } from './guest/ways.ts';
import type { Hypervisor } from './hypervisor.ts';
import { defaultInventory } from './inventory/shelf.ts';
import { createInventory, type Fleet } from './inventory.ts';
import { demoLabel, labelBot, labelChat } from './label.ts';
import type { Log } from './log.ts';
import { type Meter, meterBot, meterSite } from './meter.ts';
import type { OperationKind } from './operation.ts';
import { createOutbox } from './outbox.ts';
import { guardBot } from './replicas/guard.ts';
import { openReplica, type Replica } from './replicas/replica.ts';
import { PLACES, type RunsParts } from './runner/runs.ts';
import { createRunner } from './runner.ts';
import { createOwnGuard } from './safety/own/guard.ts';
import { createOwn, type OwnParts } from './safety/own/own.ts';
import type { Connection } from './store/connection.ts';
import { openStore } from './store/open.ts';
import { defaultRetention, type Retention } from './store/retention.ts';
import type { Store } from './store/store.ts';
import type { Tasks } from './tasks.ts';
import { startUpkeep } from './upkeep.ts';

export interface AppParts {
  readonly hypervisors: readonly Hypervisor[];
  readonly commands: readonly Command[];
  readonly kinds: readonly OperationKind[];
  readonly chats: readonly Chat[];
  readonly connection: Connection;
  /** A one-shot client, not a replica. */
  readonly client: boolean;
  readonly log: Log;
  /** Milliseconds for which a list asks no hypervisor. */
  readonly freshMs?: number | undefined;
  /** The most tasks at once on one host. */
  readonly atOnce?: number | undefined;
  /** The most tasks at once in this process. */
  readonly places?: number | undefined;
  /** The program's, for who looks at the replicas. */
  readonly version?: string | undefined;
  /** The hash of the policy that is loaded now; replicas with another take nothing new. */
  readonly policyHash?: (() => string | undefined) | undefined;
  /** Asks the sites by itself now and then: a service does. */
  readonly polls?: boolean | undefined;
  readonly retention?: Retention | undefined;
  /** Where the store is exported to before its schema is changed. */
  readonly exports?: string | undefined;
  readonly policy?: Policy | undefined;
  /** The configured time zone. */
  readonly zone?: string | undefined;
  /** Who reads the answers in a channel, where that is configured. */
  readonly audience?: Bot['audience'] | undefined;
  readonly observe?: RunsParts['observe'];
  readonly meter?: Meter | undefined;
  /** The folder of the bot's own key for guests; absent: no guest is reached over ssh. */
  readonly keys?: string | undefined;
  /** How the bot knows the machines that it and its PostgreSQL run on; absent: nobody looks. */
  readonly self?: Pick<OwnParts, 'config' | 'traces'> | undefined;
}

/** The bot, put together and running. */
export interface App {
  readonly bot: Bot;
  readonly store: Store;
  readonly fleet: Fleet;
  /** Its place among the others; a one-shot client has none. */
  readonly replica?: Replica | undefined;
  /** What whoever polls the sites found there; absent where this process polls none. */
  readonly findings?: Store['replicas']['findings'] | undefined;
  /** Hands over what runs and lets go of everything; the database last. */
  close(): Promise<void>;
}

/** Joins the store and starts the runner; the caller starts the chats with {@link App.bot}. */
export async function openApp(parts: AppParts): Promise<App> {
  const { log, meter } = parts;
  const store = await joinStore(parts);
  const ways = parts.keys === undefined ? undefined : createGuestWays(store, parts.keys);
  const hypervisors = parts.hypervisors
    .map((one) => ways?.around(one) ?? one)
    .map((one) => (meter ? meterSite(one, meter) : one));
  const fleet = createInventory(hypervisors, {
    ...defaultInventory,
    ...(parts.freshMs !== undefined && { freshMs: parts.freshMs }),
  });
  const label = demoLabel(hypervisors.map(({ site }) => site));
  const chats = parts.chats.map((chat) => labelChat(chat, label));
  const access = await accessOver(store, { chats, log });
  const replica = await replicaOf(parts, { store, fleet });
  const kept = {
    ...{ ...parts, access, ...sparing(parts, fleet), fleet, ways, chats, store },
    ...{ replicas: store.replicas, reach: replica?.reach, seats: replica?.seats },
  };
  const runner = createRunner(kept);
  const working = { ...kept, runner, policy: parts.policy ?? access, tasks: tasksOf(store) };
  const boards = await openBoards(working);
  const outbox = createOutbox({ store, chats: parts.client ? [] : chats, log });
  const rest = upkeepOf(parts, store);
  const close = async () => {
    await Promise.all([runner.stop(), rest?.(), boards.close(), replica?.close()]);
    await outbox.stop();
    await access.close().catch((err: unknown) => log.warn({ err }, 'grants are still listened to'));
    ways?.close();
    await Promise.all(hypervisors.map((hypervisor) => hypervisor.close?.()));
    await store.close().catch((err: unknown) => log.warn({ err }, 'the store did not close'));
  };
  const start = () => runner.start().then(outbox.start);
  await start().catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const open = createBot({ ...working, hypervisors, boards: boards.records });
  const guarded = replica ? guardBot(open, { stance: replica.stance, store, log }) : open;
  const bot = labelBot(guarded, label);
  const findings = parts.polls === true ? store.replicas.findings : undefined;
  return { store, fleet, replica, findings, bot: meter ? meterBot(bot, meter) : bot, close };
}

/** Who may do what; the store is closed where that cannot be read. */
async function accessOver(
  store: Store,
  { chats, log }: Pick<AppParts, 'chats' | 'log'>,
): Promise<OpenAccess> {
  const tell = tellingThrough(chats, { say: store.say, log });
  return openAccess({ records: store.access, log, tell }).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
}

function joinStore({ connection, hypervisors, client, ...parts }: AppParts): Promise<Store> {
  const sites = hypervisors.map(({ site }) => site.name);
  const { atOnce, places = PLACES, version, exports, log } = parts;
  return openStore(connection, { sites, client, atOnce, places, version }, { exports, log });
}

/** The store is closed where it cannot take its place. */
async function replicaOf(
  { client, policyHash, polls = false, log }: AppParts,
  { store, fleet }: Pick<App, 'store' | 'fleet'>,
): Promise<Replica | undefined> {
  if (client) return undefined;
  const parts = { records: store.replicas, fleet, policy: policyHash, polls, log };
  return openReplica(parts).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
}

function upkeepOf({ client, retention = defaultRetention, log }: AppParts, store: Store) {
  return client ? undefined : startUpkeep({ store, retention, log });
}

/** Where the bot itself runs, and what keeps it from taking that down. */
function sparing({ self, connection, kinds }: AppParts, fleet: Fleet) {
  if (self === undefined) return {};
  const own = createOwn({ ...self, fleet, databaseAddresses: connection.addresses });
  return { own, guard: createOwnGuard(own, kinds) };
}

function tasksOf(store: Store): Tasks {
  return {
    list: store.listTasks,
    show: store.showTask,
    cancel: store.cancel,
    settle: (id, as, actor, note) => store.settle({ id, as, actor, note }),
  };
}
