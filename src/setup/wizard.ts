import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ChatAdapter } from '../chat-adapter.ts';
import { type Config, parseConfig } from '../config.ts';
import { BotError } from '../errors.ts';
import { askAuditKey, auditVariable } from './audit-key.ts';
import { askChat, askChats, type ChatAnswer } from './chats.ts';
import { askDatabase, variable } from './database.ts';
import { changedLines } from './diff.ts';
import {
  type Additions,
  chatsIn,
  extendedDocument,
  newDocument,
  withChatsAlone,
} from './document.ts';
import { withVariable } from './env-file.ts';
import { type NewFile, writeFiles } from './files.ts';
import type { Ground } from './ground.ts';
import { askSites } from './sites.ts';
import { askTimeZone } from './time-zone.ts';

/** What stands at the configuration's path before the set-up. */
export interface Present {
  readonly path: string;
  readonly text: string;
  /** Absent where there is no file yet. */
  readonly config?: Config | undefined;
}

/** What was answered: what goes into the configuration, and what into `.env`. */
interface Answers extends Additions {
  readonly chats: readonly ChatAnswer[];
  readonly secrets: Readonly<Record<string, string>>;
}

/**
 * Asks everything, shows what would be written, and writes it when the person agrees. With one chat alone the rest is
 * asked only where there is no configuration yet. Gives the chats that were connected.
 */
export async function askAndWrite(
  ground: Ground,
  present: Present,
  alone?: ChatAdapter,
): Promise<readonly ChatAnswer[]> {
  const { interview } = ground;
  const isThere = alone !== undefined && present.config !== undefined;
  const base = isThere ? present : await askBase(ground, present);
  const answers = isThere
    ? { sites: [], settings: {}, ...(await askAlone(ground, present, alone)) }
    : await askAll(ground, base, alone);
  const text = base ? extendedDocument(base.text, answers) : newDocument(answers);
  const secrets = {
    ...answers.secrets,
    ...(await auditSecret(ground, { present, base, answers })),
  };
  const files = [
    ...(await environmentFile(present, secrets)),
    configurationFile(ground, present, { text, chats: answers.chats }),
  ];
  for (const { path, shown } of files) {
    interview.say(`\n${path}:`);
    for (const line of shown.length > 0 ? shown : ['as it is']) interview.say(`  ${line}`);
  }
  if (!(await interview.confirm('Write this?', true)))
    throw new BotError('cancelled', 'Not written');
  await writeFiles(files);
  if (present.config) interview.say(`The configuration as it was: ${present.path}.bak`);
  return answers.chats;
}

interface Answered {
  readonly present: Present;
  readonly base: Present | undefined;
  readonly answers: Answers;
}

/** What seals the audit, where nothing does yet. */
async function auditSecret(
  ground: Ground,
  { present, base, answers }: Answered,
): Promise<Answers['secrets']> {
  const config = base?.config;
  const shared =
    config?.database !== undefined || variable in answers.secrets || Boolean(ground.env[variable]);
  const environment = await readFile(environmentPath(present), 'utf8').catch(() => '');
  const key = await askAuditKey(ground, { config, environment, shared });
  if (key === undefined) return {};
  ground.interview.say(
    `\nThe audit is sealed with ${auditVariable}. Keep a copy of it away from the database.`,
  );
  return { [auditVariable]: key };
}

async function askAll(
  ground: Ground,
  base: Present | undefined,
  alone: ChatAdapter | undefined,
): Promise<Answers> {
  const known = base?.config?.sites.map(({ name }) => name) ?? [];
  const sites = await askSites(ground, known);
  const database = base?.config?.database === undefined ? await askDatabase(ground) : undefined;
  const zone = base?.config?.timezone === undefined ? await askTimeZone(ground) : undefined;
  const { chats, secrets } = await (alone
    ? askAlone(ground, base, alone)
    : askChats(ground, chatsIn(base?.text ?? '')).then(withSecrets));
  const address = database?.secret;
  return {
    sites,
    settings: { ...database?.settings, ...(zone !== undefined && { timezone: zone }) },
    chats,
    secrets: { ...(address !== undefined && { [variable]: address }), ...secrets },
  };
}

async function askAlone(ground: Ground, base: Present | undefined, chat: ChatAdapter) {
  if (chatsIn(base?.text ?? '').includes(chat.platform)) {
    ground.interview.say(
      `${chat.title} is in the configuration already. Your answers take the place of those there.`,
    );
  }
  const answer = await askChat(ground, chat);
  if (answer === undefined) throw new BotError('cancelled', `${chat.title} was not set up`);
  return withSecrets([answer]);
}

function withSecrets(chats: readonly ChatAnswer[]) {
  return { chats, secrets: Object.assign({}, ...chats.map(({ secrets }) => secrets)) };
}

/** The configuration that is added to; nothing for a new one. */
async function askBase({ interview }: Ground, present: Present): Promise<Present | undefined> {
  if (!present.config) return undefined;
  const names = present.config.sites.map(({ name }) => name).join(', ');
  interview.say(`There is a configuration already, with: ${names}`);
  const what = await interview.choose({
    label: 'What is to become of it?',
    choices: [
      { value: 'add', label: 'add to it' },
      { value: 'anew', label: 'begin a new one; this one is kept as .bak' },
    ],
  });
  return what === 'add' ? present : undefined;
}

interface ShownFile extends NewFile {
  readonly shown: readonly string[];
}

/** Refuses, before anything is written, what the bot itself would not read. */
function configurationFile(
  { adapters, chats: known }: Ground,
  { path, text: old }: Present,
  { text, chats }: { readonly text: string; readonly chats: readonly ChatAnswer[] },
): ShownFile {
  const added = chats.map(({ platform }) => platform);
  parseConfig(withChatsAlone(text, added), { path, adapters, chats: known });
  return { path, text, mode: 0o644, keepOld: true, shown: changedLines(old, text) };
}

function environmentPath({ path }: Present): string {
  return join(dirname(path), '.env');
}

/** Beside the configuration, where the bot looks for it; none where there is no secret. */
async function environmentFile(
  present: Present,
  secrets: Answers['secrets'],
): Promise<readonly ShownFile[]> {
  const names = Object.keys(secrets);
  if (names.length === 0) return [];
  const file = environmentPath(present);
  let text = await readFile(file, 'utf8').catch(() => '');
  for (const [name, secret] of Object.entries(secrets)) {
    text = withVariable(text, name, secret);
    // So that the configuration can be checked, and the first answer asked, without a new start.
    process.env[name] = secret;
  }
  return [{ path: file, text, mode: 0o600, shown: names.map((name) => `+ ${name}=•••`) }];
}
