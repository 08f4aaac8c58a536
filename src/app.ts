import { type OpenAccess, openAccess, type Rules } from './access/access.ts';
import type { People } from './access/people.ts';
import type { Policy } from './access/policy.ts';
import { tellingThrough } from './access/tell.ts';
import { type Alerting, createAlerting } from './alerts/alerting.ts';
import type { AlertSettings } from './alerts/settings.ts';
import { openApprovals } from './app/approvals.ts';
import { openBoards } from './app/boards.ts';
import { createBot } from './app/bot.ts';
import { openDigest } from './app/digest.ts';
import { fleetOver } from './app/fleet.ts';
import { tellOnlookers } from './app/onlookers.ts';
import { openOutbox } from './app/outbox.ts';
import { openPlace } from './app/replica.ts';
import { toldBy } from './app/told.ts';
import type { ApprovalRule } from './approvals/rules.ts';
import { tellHeads } from './audit/heads.ts';
import type { AuditKeys } from './audit/keys.ts';
import type { Actor, Bot, Chat } from './chat.ts';
import type { Command } from './command.ts';
import type { DoctorSettings } from './doctor/settings.ts';
import type { Health } from './health.ts';
import type { Hypervisor } from './hypervisor.ts';
import type { Fleet } from './inventory.ts';
import { demoLabel, type Label, labelBot, labelChat } from './label.ts';
import type { Log } from './log.ts';
import { type Meter, meterBot } from './meter.ts';
import type { OperationKind } from './operation.ts';
import type { Outbox } from './outbox.ts';
import { guardBot } from './replicas/guard.ts';
import type { Replica } from './replicas/replica.ts';
import { PLACES, type RunsParts } from './runner/runs.ts';
import { createRunner } from './runner.ts';
import { createOwnGuard } from './safety/own/guard.ts';
import { createOwn, type OwnParts } from './safety/own/own.ts';
import type { Connection } from './store/connection.ts';
import { openStore } from './store/open.ts';
import { defaultRetention, type Retention } from './store/retention.ts';
import type { Store } from './store/store.ts';
import { startUpkeep } from './upkeep.ts';
import type { WebhookConfig } from './webhooks/config.ts';
import type { Webhooks } from './webhooks/open.ts';

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
  /** Milliseconds for which a task may wait before it begins. */
  readonly waitMs?: number | undefined;
  /** The most tasks at once in this process. */
  readonly places?: number | undefined;
  /** The program's, for who looks at the replicas. */
  readonly version?: string | undefined;
  /** The hash of the policy that is loaded now; replicas with another take nothing new. */
  readonly policyHash?: (() => string | undefined) | undefined;
  /** Asks the sites by itself now and then: a service does. */
  readonly polls?: boolean | undefined;
  readonly retention?: Retention | undefined;
  /** What the checks ignore, and which hosts are one physical host. */
  readonly checks?: DoctorSettings | undefined;
  /** What is an alert, and who is told, until that is read anew; the defaults where absent. */
  readonly alerting?: AlertSettings | undefined;
  /** The programs that are told of alerts. */
  readonly webhooks?: readonly WebhookConfig[] | undefined;
  /** Which configuration this process was started with: the computer and the path. */
  readonly origin?: string | undefined;
  /** What seals the audit. */
  readonly auditKeys?: AuditKeys | undefined;
  /** Where the store is exported to before its schema is changed. */
  readonly exports?: string | undefined;
  readonly policy?: Policy | undefined;
  /** Who is one person under several names; nobody is known where absent. */
  readonly people?: People | undefined;
  /** When a second person is wanted, as the configuration says at this moment. */
  readonly approvals?: (() => readonly ApprovalRule[]) | undefined;
  /** What the configuration says of who may do what. */
  readonly rules?: Rules | undefined;
  /** False where this process is not run by whoever owns the configuration. */
  readonly ownsFile?: boolean | undefined;
  /** The configured time zone. */
  readonly zone?: string | undefined;
  /** Who reads the answers in a channel, where that is configured. */
  readonly audience?: Bot['audience'] | undefined;
  readonly observe?: RunsParts['observe'];
  readonly meter?: Meter | undefined;
  /** How this process does, where it is a service. */
  readonly health?: Pick<Health, 'figures'> | undefined;
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
  readonly access: OpenAccess;
  readonly alerting: Alerting;
  /** Absent where this process tells none. */
  readonly webhooks?: Pick<Webhooks, 'use'> | undefined;
  /** Its place among the others; a one-shot client has none. */
  readonly replica?: Replica | undefined;
  /** What whoever polls the sites found there; absent where this process polls none. */
  readonly findings?: Store['replicas']['findings'] | undefined;
  /** Hands over what runs and lets go of everything; the database last. */
  close(): Promise<void>;
}

/** Joins the store and starts the runner; the caller starts the chats with {@link App.bot}. */
export async function openApp(parts: AppParts): Promise<App> {
  const { log } = parts;
  // Nobody is known before it was read who is who.
  let who: Pick<People, 'of'> | undefined = parts.people;
  const store = await joinStore(parts, (actor) => who?.of(actor)?.id);
  const { ways, hypervisors, fleet } = fleetOver(parts, store);
  const label = demoLabel(hypervisors.map(({ site }) => site));
  const chats = parts.chats.map((chat) => labelChat(chat, label));
  const access = await accessOver(store, { ...parts, chats });
  const alerting = createAlerting(parts.alerting);
  const { doctor, replica } = await openPlace({ ...parts, store, fleet, access, alerting });
  const kept = {
    ...{ ...parts, access, ...sparing(parts, fleet), fleet, ways, doctor, chats, store },
    ...{ metrics: store.metrics, replicas: store.replicas },
    ...{ reach: replica?.reach, seats: replica?.seats },
  };
  const runner = createRunner(kept);
  const people = parts.people ?? peopleOver(access);
  who = people;
  const policy = parts.policy ?? access;
  const approvals = parts.approvals ?? access.approvals;
  const asking = openApprovals({ ...parts, people, approvals, policy, store, chats });
  const told = toldBy(store, alerting);
  const working = { ...kept, ...told, runner, policy, approvals: asking.approvals };
  const boards = await openBoards(working);
  const still = tellOnlookers({ ...working, chats: parts.client ? [] : chats });
  openDigest({ ...working, alerting });
  const { outbox, webhooks } = openOutbox({ ...parts, store, chats });
  const quiet = tellHeads(store.auditHead, { replica: store.me, log });
  const rest = upkeepOf(parts, store);
  const ends = [runner.stop, still, boards.close, asking.close, rest, replica?.close, quiet];
  const close = closing(ends, { outbox, access, ways, hypervisors, store, log });
  const start = () => runner.start().then(outbox.start);
  await start().catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const bare = createBot({ ...working, hypervisors, boards: boards.records });
  const bot = botAround(bare, { ...parts, replica, store, label });
  const findings = parts.polls === true ? store.replicas.findings : undefined;
  return { store, fleet, access, alerting, webhooks, replica, findings, bot, close };
}

/** Takes nothing new while its policy is not the one in force, says what is a demo, and is measured. */
function botAround(
  bare: Bot,
  {
    replica,
    label,
    meter,
    store,
    log,
  }: Pick<AppParts, 'meter' | 'log'> & Pick<App, 'replica' | 'store'> & { label: Label },
): Bot {
  const guarded = replica ? guardBot(bare, { stance: replica.stance, store, log }) : bare;
  const bot = labelBot(guarded, label);
  return meter ? meterBot(bot, meter) : bot;
}

interface Held extends Pick<App, 'store' | 'access'> {
  readonly ways: ReturnType<typeof fleetOver>['ways'];
  readonly hypervisors: readonly Hypervisor[];
  readonly log: Log;
}

function closing(
  ends: readonly ((() => unknown) | undefined)[],
  { outbox, ...held }: Held & { readonly outbox: Pick<Outbox, 'stop'> },
): App['close'] {
  return async () => {
    await Promise.all(ends.map((end) => end?.()));
    await outbox.stop();
    await letGo(held);
  };
}

/** The database last. */
async function letGo({ access, ways, hypervisors, store, log }: Held): Promise<void> {
  await access.close().catch((err: unknown) => log.warn({ err }, 'grants are still listened to'));
  ways?.close();
  await Promise.all(hypervisors.map((hypervisor) => hypervisor.close?.()));
  await store.close().catch((err: unknown) => log.warn({ err }, 'the store did not close'));
}

/** As they are known at this moment: a link made in a chat counts at once. */
function peopleOver({ book }: Pick<OpenAccess, 'book'>): People {
  return { of: (actor) => book().people.of(actor), all: () => book().people.all() };
}

/** Who may do what; the store is closed where that cannot be read. */
async function accessOver(
  store: Store,
  { chats, log, rules, ownsFile }: Pick<AppParts, 'chats' | 'log' | 'rules' | 'ownsFile'>,
): Promise<OpenAccess> {
  const tell = tellingThrough(chats, { say: store.say, log });
  const opened = openAccess({ records: store.access, log, tell, rules, ownsFile });
  return opened.catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
}

function joinStore(
  { connection, hypervisors, client, ...parts }: AppParts,
  personOf: (actor: Actor) => string | undefined,
): Promise<Store> {
  const sites = hypervisors.map(({ site }) => site.name);
  const { atOnce, places = PLACES, version, auditKeys, exports, log } = parts;
  const member = { sites, client, atOnce, places, version, auditKeys, personOf };
  return openStore(connection, member, { exports, log });
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
