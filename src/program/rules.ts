import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { OpenAccess } from '../access/access.ts';
import { rolesOf } from '../access/roles.ts';
import type { Alerting } from '../alerts/alerting.ts';
import type { App } from '../app.ts';
import { checkRules } from '../approvals/check-rules.ts';
import type { Card } from '../card.ts';
import type { Command } from '../command.ts';
import { type Config, type Known, loadConfig } from '../config.ts';
import { BotError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Webhooks } from '../webhooks/open.ts';
import { rulesOf } from './rules-at.ts';
import { sectionsIn, waitingForRestart } from './sections.ts';

export interface RulesParts {
  /** The configuration. */
  readonly path: string;
  /** Reads it; throws `invalid` with every mistake and its path. */
  read(): Promise<Pick<Config, 'access' | 'approvals' | 'policyHash' | 'alerts' | 'webhooks'>>;
  readonly access: Pick<OpenAccess, 'use' | 'hash' | 'admins' | 'book' | 'tell'>;
  readonly alerting: Pick<Alerting, 'use'>;
  readonly webhooks?: Pick<Webhooks, 'use'> | undefined;
  readonly log: Log;
  /** Milliseconds between two looks at the file. */
  readonly everyMs?: number | undefined;
}

export interface WatchedRules {
  /** Reads them now; what is wrong with them is told, never thrown. */
  again(): Promise<void>;
  close(): Promise<void>;
}

/** A look at the file's times costs nothing, and is right for links and network mounts, which notify nobody. */
const EVERY_MS = 2_000;
/** A file that is just being written is read once more before anybody is told that it is wrong. */
const GRACE_MS = 500;

/** Reads rules and alerts again when their file changed, and at SIGHUP. An invalid file changes nothing. */
export function watchRules(parts: RulesParts): WatchedRules {
  const { path, log, everyMs = EVERY_MS } = parts;
  let told = '';
  const waiting = tellWaiting(parts);
  let working = Promise.resolve();
  const once = async () => {
    try {
      await take(parts, await readTwice(parts));
      await waiting();
      told = '';
    } catch (error) {
      const card = mistakesCard(error);
      log.error(
        { err: error },
        'rules and alerts stay as they were: the configuration is not valid',
      );
      const text = JSON.stringify(card);
      if (text !== told) await tellAdmins(parts, card);
      told = text;
    }
  };
  const again = () => {
    working = working.then(once);
    return working;
  };
  const changed = () => void again();
  watchFile(path, { interval: everyMs, persistent: false }, changed);
  process.on('SIGHUP', changed);
  return {
    again,
    async close() {
      unwatchFile(path, changed);
      process.off('SIGHUP', changed);
      await working;
    },
  };
}

/** Says once of each set of sections that they changed and hold after a restart alone. */
function tellWaiting({ path, log }: RulesParts): () => Promise<void> {
  // At once: the file may change while the bot is still opening.
  const atStart = sectionsIn(readFileSync(path, 'utf8'));
  let told = '';
  return async () => {
    const now = sectionsIn(await readFile(path, 'utf8'));
    const sections = waitingForRestart(atStart, now);
    const text = sections.join(', ');
    if (text !== '' && text !== told) {
      log.warn(
        { sections },
        `only rules and alerts are read again: ${text} changed, and waits for a restart`,
      );
    }
    told = text;
  };
}

function readTwice({ read }: RulesParts): ReturnType<RulesParts['read']> {
  return read().catch(async () => {
    await pause(GRACE_MS);
    return read();
  });
}

/** The configuration with rules that are about commands that there are; throws `invalid`. */
export async function readRules(
  path: string,
  { commands, ...known }: Known & { readonly commands: readonly Pick<Command, 'name' | 'needs'>[] },
): Promise<Config> {
  const next = await loadConfig(path, known);
  checkRules(next.approvals, {
    commands,
    roles: [...rolesOf(next.access?.roles ?? {}).keys()],
    people: Object.keys(next.access?.people ?? {}),
    platforms: known.platforms,
  });
  return next;
}

/** The app, which reads who may do what again when the file changes. */
export function withRules(
  app: App,
  {
    path,
    log,
    ...about
  }: Pick<RulesParts, 'path' | 'log'> &
    Known & { readonly commands: readonly Pick<Command, 'name' | 'needs'>[] },
): App {
  const read = () => readRules(path, about);
  const { access, alerting, webhooks } = app;
  const rules = watchRules({ path, read, log, access, alerting, webhooks });
  return { ...app, close: () => rules.close().then(app.close) };
}

type Read = Awaited<ReturnType<RulesParts['read']>>;

async function take({ access, alerting, webhooks, log }: RulesParts, now: Read): Promise<void> {
  // Before the routes that name them.
  await webhooks?.use(now.webhooks);
  if (alerting.use(now.alerts)) {
    log.info({ rules: now.alerts.rules.length }, 'the alerts of the configuration were read again');
  }
  const rules = rulesOf(now);
  if (rules.hash === access.hash) return;
  access.use(rules);
  log.info({ hash: rules.hash }, 'the rules of the configuration were read again');
}

function mistakesCard(error: unknown): Card {
  const { message, hint } =
    error instanceof BotError
      ? error
      : { message: 'The configuration could not be read', hint: undefined };
  return {
    title: 'The configuration is not valid: rules and alerts stay as they were',
    tone: 'danger',
    blocks: [
      { type: 'text', text: message },
      ...(hint === undefined ? [] : [{ type: 'code', text: hint } as const]),
    ],
  };
}

/** Each of them in one of their chats. */
async function tellAdmins({ access, log }: RulesParts, card: Card): Promise<void> {
  const { people } = access.book();
  const one = new Map(
    access
      .admins('')
      .toReversed()
      .map((admin) => [people.of(admin)?.id ?? `${admin.platform}:${admin.id}`, admin]),
  );
  await Promise.all([...one.values()].map((admin) => access.tell(admin, card))).catch(
    (err: unknown) => log.warn({ err }, 'the admins could not be told'),
  );
}
