import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Config, parseConfig } from '../config.ts';
import { BotError } from '../errors.ts';
import { askDatabase, variable } from './database.ts';
import { changedLines } from './diff.ts';
import { type Additions, extendedDocument, newDocument } from './document.ts';
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

/** Asks everything, shows what would be written, and writes it when the person agrees. */
export async function askAndWrite(ground: Ground, present: Present): Promise<void> {
  const { interview } = ground;
  const base = await askBase(ground, present);
  const known = base?.config?.sites.map(({ name }) => name) ?? [];
  const sites = await askSites(ground, known);
  const database = base?.config?.database === undefined ? await askDatabase(ground) : undefined;
  const zone = base?.config?.timezone === undefined ? await askTimeZone(ground) : undefined;
  const additions: Additions = {
    sites,
    settings: { ...database?.settings, ...(zone !== undefined && { timezone: zone }) },
  };
  const text = base ? extendedDocument(base.text, additions) : newDocument(additions);
  const files = [
    ...(database?.secret === undefined ? [] : [await environmentFile(present, database.secret)]),
    configurationFile(ground, present, text),
  ];
  for (const { path, shown } of files) {
    interview.say(`\n${path}:`);
    for (const line of shown) interview.say(`  ${line}`);
  }
  if (!(await interview.confirm('Write this?', true)))
    throw new BotError('cancelled', 'Not written');
  await writeFiles(files);
  if (present.config) interview.say(`The configuration as it was: ${present.path}.bak`);
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
  { adapters }: Ground,
  { path, text: old }: Present,
  text: string,
): ShownFile {
  parseConfig(text, { path, adapters });
  return { path, text, mode: 0o644, keepOld: true, shown: changedLines(old, text) };
}

/** Beside the configuration, where the bot looks for it. */
async function environmentFile({ path }: Present, secret: string): Promise<ShownFile> {
  const file = join(dirname(path), '.env');
  const old = await readFile(file, 'utf8').catch(() => '');
  const text = withVariable(old, variable, secret);
  // So that the configuration can be checked, and the first answer asked, without a new start.
  process.env[variable] = secret;
  return { path: file, text, mode: 0o600, shown: [`+ ${variable}=•••`] };
}
