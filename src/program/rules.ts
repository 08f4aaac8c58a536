import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { OpenAccess, Rules } from '../access/access.ts';
import { rolesOf } from '../access/roles.ts';
import type { App } from '../app.ts';
import { checkRules } from '../approvals/rules.ts';
import type { Card } from '../card.ts';
import type { Command } from '../command.ts';
import { type Config, type Known, loadConfig } from '../config.ts';
import { BotError } from '../errors.ts';
import type { Log } from '../log.ts';
import { rulesOf } from './rules-at.ts';
import { sectionsIn, waitingForRestart } from './sections.ts';

export interface RulesParts {
  /** The configuration. */
  readonly path: string;
  /** Reads it; throws `invalid` with every mistake and its path. */
  read(): Promise<Pick<Config, 'access' | 'approvals' | 'policyHash'>>;
  readonly access: Pick<OpenAccess, 'use' | 'hash' | 'admins' | 'book' | 'tell'>;
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

/** Reads the rules again when their file changed, and at SIGHUP. An invalid file changes nothing. */
export function watchRules(parts: RulesParts): WatchedRules {
  const { path, log, everyMs = EVERY_MS } = parts;
  let told = '';
  const waiting = tellWaiting(parts);
  let working = Promise.resolve();
  const once = async () => {
    try {
      take(parts, await readTwice(parts));
      await waiting();
      told = '';
    } catch (error) {
      const card = mistakesCard(error);
      log.error({ err: error }, 'the rules stay as they were: the configuration is not valid');
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
      log.warn({ sections }, `only rules are read again: ${text} changed, and waits for a restart`);
    }
    told = text;
  };
}

async function readTwice({ read }: RulesParts): Promise<Rules> {
  try {
    return rulesOf(await read());
  } catch {
    await pause(GRACE_MS);
    return rulesOf(await read());
  }
}

/** The configuration with rules that are about commands that there are; throws `invalid`. */
export async function readRules(
  path: string,
  { commands, ...known }: Known & { readonly commands: readonly Pick<Command, 'name'>[] },
): Promise<Config> {
  const next = await loadConfig(path, known);
  checkRules(next.approvals, commands, [...rolesOf(next.access?.roles ?? {}).keys()]);
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
    Known & { readonly commands: readonly Pick<Command, 'name'>[] },
): App {
  const read = () => readRules(path, about);
  const rules = watchRules({ path, read, log, access: app.access });
  return { ...app, close: () => rules.close().then(app.close) };
}

function take({ access, log }: RulesParts, rules: Rules): void {
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
    title: 'The configuration is not valid: the rules stay as they were',
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
