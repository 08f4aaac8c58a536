import { parseArgs } from 'node:util';
import { BotError } from './errors.ts';
import { closest } from './line/suggest.ts';

/** What the program was started for. */
export type Invocation =
  | { readonly mode: 'help' }
  | { readonly mode: 'version' }
  | (Settings & { readonly mode: 'setup' })
  | (Settings & { readonly mode: 'session' })
  | (Settings & { readonly mode: 'serve' })
  | (Settings & { readonly mode: 'store' } & StoreAct)
  | (Settings & { readonly mode: 'run'; readonly line: string });

/** What is done with the bot's own data as a whole. */
export type StoreAct =
  | { readonly act: 'status' }
  | { readonly act: 'export' | 'import'; readonly file: string };

export interface Settings {
  readonly config?: string | undefined;
  readonly json: boolean;
  readonly keepGoing: boolean;
}

export const usage = `nakhoda                    a prompt, or one command a line from a pipe
nakhoda run "vm list"      one command line, then exit: 0 done, 1 refused or failed, 2 not understood
nakhoda setup              asks what is there, tests it, writes nakhoda.yaml and .env
nakhoda serve              the service: no prompt, works for the other chats and processes
nakhoda store status       the bot's own data: where it is, how much, of which version
nakhoda store export FILE  all of it into one new file, while the bot works or not
nakhoda store import FILE  the same into an empty store, while nothing works on it

  --config FILE            the configuration; NAKHODA_CONFIG or ./nakhoda.yaml when left out
  --json                   cards as JSON, one document a line, and nothing else on standard output
  --keep-going             a pipe goes on after a line that failed
  --help, --version        this text; which version this is

What can be typed: nakhoda run help. Variables it reads: .env.example. More: docs/guide.md, docs/running.md`;

const options = {
  config: { type: 'string' },
  json: { type: 'boolean', default: false },
  'keep-going': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', default: false },
} as const;

/** Reads the program's own arguments; throws `usage`. */
export function readInvocation(args: readonly string[]): Invocation {
  const { values, positionals } = parse(args);
  if (values.help || isHelp(positionals)) return { mode: 'help' };
  if (values.version) return { mode: 'version' };
  const settings = { config: values.config, json: values.json, keepGoing: values['keep-going'] };
  const [word, line, ...more] = positionals;
  if (word === undefined) return { ...settings, mode: 'session' };
  if (word === 'setup' && line === undefined) return { ...settings, mode: 'setup' };
  if (word === 'serve' && line === undefined) return { ...settings, mode: 'serve' };
  if (word === 'store') return { ...settings, mode: 'store', ...storeAct(line, more) };
  if (word === 'run' && line !== undefined && more.length === 0) {
    return { ...settings, mode: 'run', line };
  }
  throw new BotError('usage', word === 'run' ? runProblem(line) : problemOf(positionals), {
    hint: usage,
  });
}

const ways = ['run', 'setup', 'serve', 'store'];

/** As most programs have it; what the bot itself says to help stands behind run. */
function isHelp([word, ...more]: readonly string[]): boolean {
  return word === 'help' && more.length === 0;
}

function problemOf(words: readonly string[]): string {
  const [word = '', ...more] = words;
  if (ways.includes(word)) return `${word} takes nothing behind it, and there is ${more.join(' ')}`;
  const [near] = closest(word, ways);
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
    {
      hint: usage,
    },
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
    throw new BotError('usage', optionProblem(error), { hint: usage, cause: error });
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
