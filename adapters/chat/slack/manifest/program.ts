import { stringify } from 'yaml';
import type { ProgramRun } from '../../../../src/chat-adapter.ts';
import { BotError } from '../../../../src/errors.ts';
import type { SlackConfig } from '../config.ts';
import { manifestOf } from './manifest.ts';

/** `manifest slack [--http URL] [--json]` */
export async function printManifest({
  config,
  services,
  args,
  say,
}: ProgramRun<SlackConfig>): Promise<number> {
  const { url, json } = readArgs(args);
  const made = manifestOf({ commands: services.commands, names: config?.commands, url });
  say(json ? JSON.stringify(made, undefined, 2) : stringify(made).trimEnd());
  return 0;
}

function readArgs(args: readonly string[]): { url: string | undefined; json: boolean } {
  const rest = [...args];
  let url: string | undefined;
  let json = false;
  while (rest.length > 0) {
    const word = rest.shift() ?? '';
    const [name, value] = word.split(/=(.*)/s);
    if (name === '--json') json = true;
    else if (name === '--http') url = address(value ?? rest.shift());
    else throw usage(`manifest slack does not know ${word}`);
  }
  return { url, json };
}

function address(text: string | undefined): string {
  if (text !== undefined && /^https:\/\/[^\s/]+/.test(text) && URL.canParse(text)) return text;
  throw usage('--http wants the address that Slack reaches the bot at');
}

function usage(problem: string): BotError {
  return new BotError('usage', problem, {
    hint: 'manifest slack [--http https://bot.example.com] [--json]',
  });
}
