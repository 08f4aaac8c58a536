import type { ChatAdapter } from '../chat-adapter.ts';
import type { Command } from '../command.ts';
import type { Interview } from '../interview.ts';
import type { Log } from '../log.ts';
import type { HypervisorAdapter } from '../site.ts';
import type { Kept } from './kept.ts';

/** What every part of the set-up works with. */
export interface Ground {
  readonly interview: Interview;
  readonly adapters: readonly HypervisorAdapter[];
  /** The chats that can be connected. */
  readonly chats: readonly ChatAdapter[];
  /** Everything that can be typed: what a chat has to be told of. */
  readonly commands: readonly Command[];
  readonly dataDirectory: string;
  readonly kept: Kept;
  readonly log: Log;
  /** Connects to a PostgreSQL; says what answered. Throws a BotError with the reason. */
  testDatabase(url: string): Promise<string>;
  readonly env: NodeJS.ProcessEnv;
}
