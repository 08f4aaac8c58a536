import type { KnownChat } from './cli.ts';

/** As wide as the longest of the fixed ones. */
const WIDTH = 27;

/** What `--help` says, with what the chats bring. */
export function usageWith(chats: readonly KnownChat[]): string {
  const rows = chats.flatMap(({ platform, title, programs = {} }) => [
    row(`nakhoda setup ${platform}`, `connects ${title}: asks, tests, writes the same files`),
    ...Object.entries(programs).map(([name, { description }]) =>
      row(`nakhoda ${name} ${platform}`, description),
    ),
  ]);
  return `nakhoda                    a prompt, or one command a line from a pipe
nakhoda run "vm list"      one command line, then exit: 0 done, 1 refused or failed, 2 not understood
nakhoda setup              asks what is there, tests it, writes nakhoda.yaml and .env
nakhoda serve              the service: no prompt, opens the chats, works for other processes
nakhoda store status       the bot's own data: where it is, how much, of which version
nakhoda store export FILE  all of it into one new file, while the bot works or not
nakhoda store import FILE  the same into an empty store, while nothing works on it
${rows.map((line) => `${line}\n`).join('')}
  --config FILE            the configuration; NAKHODA_CONFIG or ./nakhoda.yaml when left out
  --json                   cards as JSON, one document a line, and nothing else on standard output
  --keep-going             a pipe goes on after a line that failed
  --help, --version        this text; which version this is

What can be typed: nakhoda run help. Variables it reads: .env.example. More: docs/guide.md, docs/running.md`;
}

function row(words: string, what: string): string {
  return `${words.padEnd(WIDTH - 1)} ${what}`;
}
