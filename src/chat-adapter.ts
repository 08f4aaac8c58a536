import type { ZodType } from 'zod';
import type { Painter } from './charts/painter.ts';
import type { Chat } from './chat.ts';
import type { Command } from './command.ts';
import type { Interview } from './interview.ts';
import type { Log } from './log.ts';

/** What the folder of a chat over a network exports: how it is configured, opened and set up. */
export interface ChatAdapter<C = unknown> {
  /** The folder's name and the word in the configuration: `chats: { slack: … }`. */
  readonly platform: string;
  /** As people write it: `Slack`. */
  readonly title: string;
  /** The chat's own settings. Secrets are taken from the environment or from files, never from the text. */
  readonly Config: ZodType<C>;
  /** Opens nothing yet. Its code may be loaded only now, see `onUse`, as that of all that follows. */
  create(config: C, services: ChatServices): Chat | Promise<Chat>;
  /** `setup slack`: asks for what is missing, and tests it. Each test says what is wrong and how it is put right. */
  readonly setup: ChatSetup;
  /** What else the program can do for this chat, as `manifest slack` or `deploy discord`. */
  readonly programs?: Readonly<Record<string, ChatProgram<C>>> | undefined;
  /** What the platform must be told of by hand, such as the commands; absent where there is nothing of that kind. */
  registration?(config: C, services: ChatServices): Registration | Promise<Registration>;
}

export interface Registration {
  /** Another one than at the last start: the platform has to be told anew. The same for the same definitions. */
  readonly fingerprint: string;
  /** What an admin does then, as one sentence: `Run npm start -- deploy discord`. */
  readonly step: string;
}

export interface ChatServices {
  /** Everything that can be typed. */
  readonly commands: readonly Command[];
  readonly log: Log;
  /** The configured time zone, for a platform that does not know its reader's. */
  readonly zone?: string | undefined;
  /** Draws charts as pictures; absent: they are told with block characters. */
  readonly painter?: Painter | undefined;
}

export interface ChatSetup {
  ask(interview: Interview, services: ChatServices & ChatSetupServices): Promise<ChatAnswers>;
}

export interface ChatSetupServices {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

export interface ChatAnswers {
  /**
   * As they stand in the configuration file under `chats: { slack: … }`. One that is undefined is taken away there; what is
   * not named stays as it was.
   */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Variables for the `.env` beside it, such as tokens. */
  readonly secrets: Readonly<Record<string, string>>;
}

export interface ChatProgram<C = unknown> {
  /** One line for the program's own help: `prints the manifest of the Slack app`. */
  readonly description: string;
  /** True where it works without a configuration and tokens; `config` is absent then. */
  readonly offline?: boolean | undefined;
  /** Gives the exit code. */
  run(run: ProgramRun<C>): Promise<number>;
}

export interface ProgramRun<C> {
  /** The section of the configuration; absent where there is none, and the program is `offline`. */
  readonly config: C | undefined;
  readonly services: ChatServices;
  /** The words behind it, as typed: `['--guild', '123']`. */
  readonly args: readonly string[];
  /** A line on standard output. */
  say(text: string): void;
  readonly signal: AbortSignal;
}

/** Checks the definition's types and lets a list of adapters forget their differing settings. */
export function defineChat<C>(adapter: ChatAdapter<C>): ChatAdapter {
  return adapter as ChatAdapter;
}
