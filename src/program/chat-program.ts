import type { ChatAdapter, ChatServices } from '../chat-adapter.ts';
import type { ChatCall } from '../cli.ts';
import type { Config } from '../config.ts';
import { BotError } from '../errors.ts';

export interface ChatProgramParts {
  readonly call: ChatCall;
  readonly chats: readonly ChatAdapter[];
  /** Reads the configuration; undefined where there is none. */
  configure(): Promise<Config | undefined>;
  services(config: Config | undefined): ChatServices;
  say(text: string): void;
  /** Beside what it says: for a person, never for a pipe. */
  remark(text: string): void;
}

/** As the shell has it for a program that Ctrl-C ended. */
const LEFT = 130;

/** `manifest slack`, `deploy discord`: what a chat brings besides itself. Gives the exit code. */
export async function runChatProgram(parts: ChatProgramParts): Promise<number> {
  const { program: name, platform, args } = parts.call;
  const adapter = parts.chats.find((one) => one.platform === platform);
  const program = adapter?.programs?.[name];
  if (!adapter || !program) throw new Error(`there is no ${name} ${platform}`);
  const config = program.offline ? await orWithout(parts) : await parts.configure();
  const own = config?.chats.find((one) => one.adapter.platform === platform);
  if (!own && !program.offline) throw notConnected(adapter);
  const leaving = new AbortController();
  const leave = () => leaving.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, leave);
  try {
    const services = parts.services(config);
    const { say } = parts;
    return await program.run({
      config: own?.settings,
      services,
      args,
      say,
      signal: leaving.signal,
    });
  } catch (error) {
    if (leaving.signal.aborted) return LEFT;
    throw error;
  } finally {
    for (const signal of signals) process.off(signal, leave);
  }
}

/** It is wanted before there are tokens, and so before the configuration is without a mistake. */
async function orWithout({ configure, remark }: ChatProgramParts): Promise<Config | undefined> {
  try {
    return await configure();
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    remark(`Without the configuration: ${error.message}${error.hint ? `\n${error.hint}` : ''}`);
    return undefined;
  }
}

function notConnected({ platform, title }: ChatAdapter): BotError {
  return new BotError('invalid', `${title} is not in the configuration`, {
    hint: `npm start -- setup ${platform} puts it there; by hand it is chats: { ${platform}: {} }.`,
  });
}
