import type { Interview } from '../interview.ts';
import type { Log } from '../log.ts';
import type { HypervisorAdapter } from '../site.ts';
import type { Kept } from './kept.ts';

/** What every part of the set-up works with. */
export interface Ground {
  readonly interview: Interview;
  readonly adapters: readonly HypervisorAdapter[];
  readonly dataDirectory: string;
  readonly kept: Kept;
  readonly log: Log;
  /** Connects to a PostgreSQL; says what answered. Throws a BotError with the reason. */
  testDatabase(url: string): Promise<string>;
  readonly env: NodeJS.ProcessEnv;
}
