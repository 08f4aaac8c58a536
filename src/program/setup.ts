import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import type { ChatAdapter } from '../chat-adapter.ts';
import { type Config, parseConfig } from '../config.ts';
import { BotError } from '../errors.ts';
import type { Interview } from '../interview.ts';
import type { Ground } from '../setup/ground.ts';
import { createKept } from '../setup/kept.ts';
import { takeLock } from '../setup/lock.ts';
import { askAndWrite, type Present } from '../setup/wizard.ts';
import { claimWords } from './welcome.ts';

export interface SetupParts
  extends Pick<Ground, 'adapters' | 'chats' | 'commands' | 'log' | 'env' | 'testDatabase'> {
  /** The one chat that is to be connected; everything when absent. */
  readonly platform?: string | undefined;
  /** Where the configuration stands, or will. */
  readonly path: string;
  openInterview(): Interview & { close(): void };
  /** Makes the bot's own directory where it is missing; the configured one goes first. */
  makeDataDirectory(configured: string | undefined): Promise<string>;
  /** Lists the machines of what was configured, as any later start would; gives the exit code. */
  firstAnswer(): Promise<number>;
  /** A code that makes its sender admin; nothing where there is one. */
  claimCode?(): Promise<string | undefined>;
}

const next = `Go on with  npm start             a prompt; fleet shows everything at a glance
            npm start -- serve    the service
            npm start -- setup    to add more`;

/** As the shell has it for a program that Ctrl-C ended. */
const LEFT = 130;

/**
 * From nothing to the first real answer. Gives the exit code. Throws `busy` while another set-up is open, `invalid`
 * for a configuration with mistakes or a directory that cannot be written to; both before the first question.
 */
export async function runSetup(parts: SetupParts): Promise<number> {
  const path = resolve(parts.path);
  const alone = parts.chats.find(({ platform }) => platform === parts.platform);
  const release = await takeLock(`${path}.lock`, userInfo().username);
  let connected: readonly string[] | undefined;
  let isSeen = alone === undefined;
  try {
    const present = await readPresent(path, parts.adapters);
    const dataDirectory = await parts.makeDataDirectory(present.config?.data);
    isSeen ||= present.config === undefined;
    connected = await talk(parts, { present, dataDirectory, alone });
  } finally {
    await release();
  }
  if (connected === undefined) return LEFT;
  if (isSeen) process.stdout.write('\nThis is what the bot sees now:\n\n');
  const code = isSeen ? await parts.firstAnswer() : 0;
  const claim = connected.length > 0 ? await parts.claimCode?.() : undefined;
  if (claim !== undefined) process.stdout.write(`\n${claimWords(claim, connected)}\n`);
  process.stdout.write(`\n${connected.length > 0 ? nextWith(connected) : next}\n`);
  return code;
}

function nextWith(titles: readonly string[]): string {
  return `Go on with  npm start -- serve    the service: it opens ${titles.join(' and ')}`;
}

interface Talk {
  readonly present: Present;
  readonly dataDirectory: string;
  readonly alone: ChatAdapter | undefined;
}

/** The titles of the chats that were connected; undefined when the person left before the end. */
async function talk(
  parts: SetupParts,
  { present, dataDirectory, alone }: Talk,
): Promise<readonly string[] | undefined> {
  const kept = createKept(join(dataDirectory, 'ssh'));
  const interview = parts.openInterview();
  try {
    const what = alone && present.config ? `The set-up of ${alone.title}` : 'The set-up of Nakhoda';
    interview.say(`${what}. Nothing is written before the end; Ctrl-C leaves.`);
    const ground = { ...parts, interview, kept, dataDirectory };
    const chats = await askAndWrite(ground, present, alone);
    interview.say('\nWritten.');
    return chats.map(({ title }) => title);
  } catch (error) {
    await kept.takeBack();
    if (!(error instanceof BotError && error.code === 'cancelled')) throw error;
    interview.say('\nLeft. The configuration and .env are as they were.');
    return undefined;
  } finally {
    interview.close();
  }
}

async function readPresent(path: string, adapters: SetupParts['adapters']): Promise<Present> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return { path, text: '' };
    }
    const why = error instanceof Error ? error.message : String(error);
    throw new BotError('invalid', `${path} is there and cannot be read: ${why}`, {
      hint: 'Nothing was touched. Give this user the right to read it, or name another place with --config.',
      cause: error,
    });
  }
  return { path, text, config: check(text, path, adapters) };
}

/** What has mistakes is nothing to build on, and nothing to write over. */
function check(text: string, path: string, adapters: SetupParts['adapters']): Config {
  try {
    return parseConfig(text, { path, adapters });
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    throw new BotError('invalid', `${error.message}. Nothing was touched`, {
      hint: `${error.hint}\nCorrect it, or move the file away and start the set-up again.`,
      cause: error,
    });
  }
}
