import { parseArgs } from 'node:util';
import type { ChatAdapter } from './chat-adapter.ts';
import { usageWith } from './cli-usage.ts';
import { BotError } from './errors.ts';
import { closest } from './line/suggest.ts';

/** What the program was started for. */
export type Invocation =
  | { readonly mode: 'help' }
  | { readonly mode: 'version' }
  | (Settings & { readonly mode: 'setup'; readonly platform?: string | undefined })
  | (Settings & { readonly mode: 'session' })
  | (Settings & { readonly mode: 'serve' })
  | (Settings & { readonly mode: 'store' } & StoreAct)
  | (Settings & { readonly mode: 'run'; readonly line: string })
  | (Settings & { readonly mode: 'chat' } & ChatCall);

/** A program that one of the chats brings: `deploy discord --guild 123`. */
export interface ChatCall {
  readonly program: string;
  readonly platform: string;
  /** The words behind it, as typed. */
  readonly args: readonly string[];
}

/** What is done with the bot's own data as a whole. */
export type StoreAct =
  | { readonly act: 'status' }
  | { readonly act: 'export' | 'import'; readonly file: string };

export interface Settings {
  readonly config?: string | undefined;
  readonly json: boolean;
  readonly keepGoing: boolean;
}

const options = {
  config: { type: 'string' },
  json: { type: 'boolean', default: false },
  'keep-going': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', default: false },
} as const;

/** What the command line must know of the chats. */
export type KnownChat = Pick<ChatAdapter, 'platform' | 'title' | 'programs'>;

/** Reads the program's own arguments; throws `usage`. */
export function readInvocation(args: readonly string[], chats: readonly KnownChat[]): Invocation {
  try {
    const call = chatCall(args, chats);
    const invocation = readOwn(call ? call.before : args, chats);
    return call && invocation.mode === 'session' ? { ...invocation, ...call.asked } : invocation;
  } catch (cause) {
    if (!(cause instanceof BotError)) throw cause;
    throw new BotError('usage', cause.message, { hint: usageWith(chats), cause });
  }
}

function readOwn(args: readonly string[], chats: readonly KnownChat[]): Invocation {
  const { values, positionals } = parse(args);
  if (values.help || isHelp(positionals)) return { mode: 'help' };
  if (values.version) return { mode: 'version' };
  const settings = { config: values.config, json: values.json, keepGoing: values['keep-going'] };
  const [word, line, ...more] = positionals;
  if (word === undefined) return { ...settings, mode: 'session' };
  if (word === 'setup' && more.length === 0) {
    return { ...settings, mode: 'setup', platform: setupOf(line, chats) };
  }
  if (word === 'serve' && line === undefined) return { ...settings, mode: 'serve' };
  if (word === 'store') return { ...settings, mode: 'store', ...storeAct(line, more) };
  if (word === 'run' && line !== undefined && more.length === 0) {
    return { ...settings, mode: 'run', line };
  }
  throw new BotError('usage', word === 'run' ? runProblem(line) : problemOf(positionals, chats));
}

const ways: readonly string[] = ['run', 'setup', 'serve', 'store'];

/** As most programs have it; what the bot itself says to help stands behind run. */
function isHelp([word, ...more]: readonly string[]): boolean {
  return word === 'help' && more.length === 0;
}

function problemOf(words: readonly string[], chats: readonly KnownChat[]): string {
  const [word = '', ...more] = words;
  if (ways.includes(word)) return `${word} takes nothing behind it, and there is ${more.join(' ')}`;
  const [near] = closest(word, [...ways, ...programsOf(chats)]);
  if (near) return `There is no way to ${word}; did you mean ${near}?`;
  return `There is no way to ${word}: a command line goes behind run, run "${words.join(' ')}"`;
}

function storeAct(act: string | undefined, [file, ...more]: readonly string[]): StoreAct {
  if (act === 'status' && file === undefined) return { act };
  const takesFile = act === 'export' || act === 'import';
  if (takesFile && file && more.length === 0) return { act, file };
  throw new BotError(
    'usage',
    takesFile ? `store ${act} needs one file` : 'store wants status, export FILE or import FILE',
  );
}

function runProblem(line: string | undefined): string {
  return line === undefined
    ? 'run needs a command line: run "vm list"'
    : 'run takes one command line: put all of it in quotes, --yes included';
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new BotError('usage', optionProblem(error), { cause: error });
  }
}

function optionProblem(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  const unknown = /^Unknown option '(--?[^']*)'/.exec(said)?.[1];
  if (unknown === undefined) return said;
  return ['--yes', '--even-the-bot'].includes(unknown)
    ? `${unknown} belongs to the command line: put it inside the quotes, run "vm stop web-1 ${unknown}"`
    : `There is no option ${unknown}`;
}

interface Call {
  /** The program's own options that stand before or among it. */
  readonly before: readonly string[];
  readonly asked: ChatCall & { readonly mode: 'chat' };
}

/** Whatever stands behind a chat's program is its own, but the options that every start understands. */
function chatCall(args: readonly string[], chats: readonly KnownChat[]): Call | undefined {
  const { tokens } = parseArgs({
    args: [...args],
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const [word, platform] = tokens.filter((token) => token.kind === 'positional');
  if (word === undefined || !programsOf(chats).includes(word.value)) return undefined;
  const own = new Set(
    tokens
      .filter((token) => token.kind === 'option' && token.name in options)
      .flatMap((token) => {
        const apart = token.kind === 'option' && token.value !== undefined && !token.inlineValue;
        return apart ? [token.index, token.index + 1] : [token.index];
      }),
  );
  const before = args.filter((_, index) => own.has(index) || index < word.index);
  const able = chats.filter(({ programs }) => programs && Object.hasOwn(programs, word.value));
  const isAsked = before.some((one) => one === '--help' || one === '-h');
  const named = isAsked ? '' : platformOf(platform?.value, word.value, able);
  const behind = platform?.index ?? args.length;
  const words = args.filter(
    (_, index) => index > word.index && index !== behind && !own.has(index),
  );
  return { before, asked: { mode: 'chat', program: word.value, platform: named, args: words } };
}

/** The one chat that is to be connected, where one is named. */
function setupOf(word: string | undefined, chats: readonly KnownChat[]): string | undefined {
  return word === undefined ? undefined : platformOf(word, 'setup', chats);
}

function programsOf(chats: readonly KnownChat[]): readonly string[] {
  return [...new Set(chats.flatMap(({ programs = {} }) => Object.keys(programs)))];
}

function platformOf(
  word: string | undefined,
  program: string,
  chats: readonly KnownChat[],
): string {
  const platforms = chats.map(({ platform }) => platform);
  if (word !== undefined && platforms.includes(word)) return word;
  const right = platforms.map((one) => `${program} ${one}`).join(' or ');
  if (word === undefined) throw new BotError('usage', `${program} needs a chat: ${right}`);
  const [near] = closest(word, platforms);
  const meant = near ? `did you mean ${near}?` : `there is ${right}`;
  throw new BotError('usage', `There is no ${program} for ${word}; ${meant}`);
}
