import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { networkChats } from '../adapters/chat/index.ts';
import { createInterview, printer, terminal } from '../adapters/chat/terminal/index.ts';
import { hypervisors as adapters } from '../adapters/hypervisor/index.ts';
import {
  defaultDataDirectory,
  makeDataDirectory,
  openDatabase,
  probeUrl,
} from '../adapters/postgres/index.ts';
import { commands } from '../commands/index.ts';
import packageJson from '../package.json' with { type: 'json' };
import { type App, type AppParts, openApp } from './app.ts';
import type { Chat } from './chat.ts';
import { type Invocation, readInvocation } from './cli.ts';
import { usageWith } from './cli-usage.ts';
import { loadEnvironment, variable } from './config/environment.ts';
import type { Config } from './config.ts';
import { createLog, type LevelledLog, type Log, silent } from './log.ts';
import { onUse } from './on-use.ts';
import { operationKinds } from './operations/index.ts';
import { rulesAt } from './program/rules-at.ts';
import { settingsOf } from './program/settings.ts';
import { keepSecret } from './redact.ts';
import { readTraces } from './safety/own/traces.ts';
import { openSites } from './sites.ts';

type Mode<M extends Invocation['mode']> = Extract<Invocation, { mode: M }>;
type Started = Mode<'session' | 'serve' | 'store' | 'run'>;

// What only some starts need.
const attend = onUse(async () => (await import('./program/attend.ts')).attend);
const openMonitoring = onUse(
  async () => (await import('../adapters/monitoring/index.ts')).openMonitoring,
);
const store = onUse(async () => (await import('./program/store.ts')).store);
const readRules = onUse(async () => (await import('./program/rules.ts')).readRules);
const withRules = onUse(async () => (await import('./program/rules.ts')).withRules);
const runChatProgram = onUse(
  async () => (await import('./program/chat-program.ts')).runChatProgram,
);
const webhookKinds = onUse(async () => {
  const all = (await import('../adapters/webhook/index.ts')).webhookKinds;
  return () => all;
});
const runSetup = onUse(async () => (await import('./program/setup.ts')).runSetup);
const firstCodeIn = onUse(async () => (await import('./program/first-admin.ts')).firstCodeIn);

/** The one file that knows everything: arguments, configuration, adapters, the app, signals. Gives the exit code. */
export async function program(words: readonly string[]): Promise<number> {
  const invocation = readInvocation(words, networkChats);
  if (invocation.mode === 'help') return say(usageWith(networkChats));
  if (invocation.mode === 'version') return say(`${packageJson.name} ${packageJson.version}`);
  loadEnvironment(dirname(pathOf(invocation)));
  if (invocation.mode === 'setup') return setUp(invocation);
  return invocation.mode === 'chat' ? runProgram(invocation) : start(invocation);
}

async function start(invocation: Started): Promise<number> {
  const config = await configure(invocation);
  const dataDirectory = await makeDataDirectory(config?.data ?? defaultDataDirectory());
  const log = createLog(
    variable('NAKHODA_LOG') ?? config?.log ?? 'info',
    invocation.mode === 'serve' ? 2 : join(dataDirectory, 'nakhoda.log'),
  );
  return work(invocation, { config, dataDirectory, log });
}

function runProgram(invocation: Mode<'chat'>): Promise<number> {
  return runChatProgram({
    call: invocation,
    chats: networkChats,
    configure: () => configure(invocation),
    say,
    remark: (text) => void process.stderr.write(`${text}\n`),
    services: (config) => ({ commands, log: silent, zone: config?.timezone }),
  });
}

interface Ground {
  readonly config: Config | undefined;
  readonly dataDirectory: string;
  readonly log: LevelledLog;
}

/** Asks, writes, and gives the first answer as every later start would. */
function setUp(invocation: Mode<'setup'>): Promise<number> {
  return runSetup({
    path: pathOf(invocation),
    platform: invocation.platform,
    adapters,
    chats: networkChats,
    commands,
    env: process.env,
    log: silent,
    testDatabase: (url) => probeUrl(url, AbortSignal.timeout(15_000)),
    makeDataDirectory: (configured) => makeDataDirectory(configured ?? defaultDataDirectory()),
    openInterview() {
      const interview = createInterview(streams());
      const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
      for (const name of signals) process.on(name, interview.leave);
      const close = () => {
        for (const name of signals) process.off(name, interview.leave);
        interview.close();
      };
      return { ...interview, close };
    },
    claimCode: () => codeForFirst(invocation),
    firstAnswer: () => start({ ...invocation, mode: 'run', line: 'vm list' }),
  });
}

/** In the store of what was set up, as the service will find it. */
async function codeForFirst(invocation: Mode<'setup'>): Promise<string | undefined> {
  const config = await configure({ ...invocation, mode: 'session' });
  const dataDirectory = await makeDataDirectory(config?.data ?? defaultDataDirectory());
  return firstCodeIn(await openConnection({ config, dataDirectory, log: silent }), config?.access);
}

const known = { adapters, platforms: [...networkChats, terminal].map((chat) => chat.platform) };

/** Only who tells webhooks needs their secrets. */
async function knownTo(mode: Invocation['mode']) {
  return { ...known, webhooks: mode === 'serve' ? await webhookKinds() : undefined };
}

function pathOf({ config }: Pick<Started, 'config'>): string {
  return config ?? variable('NAKHODA_CONFIG') ?? 'nakhoda.yaml';
}

/** What chats and webhooks want is for who opens them: a command beside the service needs no token of theirs. */
async function configure({ config, mode }: Started | Mode<'chat'>): Promise<Config | undefined> {
  const path = pathOf({ config });
  const wanted = config !== undefined || variable('NAKHODA_CONFIG') !== undefined;
  const chats = mode === 'serve' || mode === 'chat' ? networkChats : undefined;
  if (!wanted && !existsSync(path)) return undefined;
  return readRules(path, { ...(await knownTo(mode)), chats, commands });
}

function work(invocation: Started, ground: Ground): Promise<number> {
  const { config, log } = ground;
  switch (invocation.mode) {
    case 'store': {
      const show = printer({ ...streams(), zone: config?.timezone, json: invocation.json });
      const open = () => openConnection(ground);
      return store({ act: invocation, open, retention: config?.retention, show });
    }
    case 'serve':
      return attend({
        ...{ config, log, commands, say },
        openMonitoring: () => openMonitoring(packageJson.version),
        openBot: (watched) => openBot(invocation, ground, watched),
      });
    default:
      return converse(invocation, ground);
  }
}

async function converse(invocation: Started, ground: Ground): Promise<number> {
  const leaving = new AbortController();
  const leave = () => leaving.abort();
  // A terminal that is closed is left in order too.
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, leave);
  const session = openTerminal(invocation, ground);
  const app = await openBot(invocation, ground, { chats: [session] });
  try {
    // Told to leave while it was opening.
    if (leaving.signal.aborted) return 0;
    leaving.signal.addEventListener('abort', () => void session.stop());
    return await session.run(app.bot);
  } finally {
    await app.close();
  }
}

type Watched = Pick<AppParts, 'meter' | 'health'>;

async function openBot(
  invocation: Started,
  { config, dataDirectory, log }: Ground,
  { chats, ...watched }: Watched & { readonly chats: readonly Chat[] },
): Promise<App> {
  const path = pathOf(invocation);
  const [connection, hypervisors, traces] = await Promise.all([
    openConnection({ config, dataDirectory, log }),
    openSites(config?.sites, { adapters, dataDirectory, log }),
    readTraces(),
  ]);
  const app = await openApp({
    hypervisors,
    commands,
    kinds: operationKinds,
    chats,
    connection,
    client: invocation.mode === 'run',
    log,
    ...watched,
    self: { config: config?.self ?? {}, traces },
    version: packageJson.version,
    polls: invocation.mode === 'serve',
    ...settingsOf(config, { dataDirectory, path }),
    ...(await rulesAt(path, config)),
  });
  if (!config || invocation.mode === 'run') return app;
  return withRules(app, { path, ...(await knownTo(invocation.mode)), commands, log });
}

function openConnection({ config, dataDirectory, log }: Omit<Ground, 'log'> & { log: Log }) {
  const url = config?.database ?? variable('DATABASE_URL');
  if (url !== undefined) keepSecret(url);
  // Nothing cuts the opening short: a server that was just started would be left with nobody to stop it.
  const { signal } = new AbortController();
  return openDatabase({ url, dataDirectory, log, signal });
}

function streams() {
  const { stdin: input, stdout: output, stderr: errorOutput, env } = process;
  return { input, output, errorOutput, env };
}

function openTerminal(invocation: Started, { config, dataDirectory }: Ground) {
  const { username } = userInfo();
  return terminal.create({
    actor: { platform: 'terminal', id: username, name: username },
    ...streams(),
    zone: config?.timezone,
    json: invocation.json,
    keepGoing: invocation.keepGoing,
    historyFile: join(dataDirectory, 'history'),
    pictureDirectory: join(dataDirectory, 'pictures'),
    ...(invocation.mode === 'run' && { line: invocation.line }),
  });
}

function say(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}
