import type { Log } from '../../../src/log.ts';
import type { Births } from './births.ts';
import type { Client } from './client/client.ts';
import type { Config } from './config.ts';
import type { Resources } from './resources.ts';
import type { Tasks } from './tasks/tasks.ts';

/** What the groups of one site share. */
export interface Parts {
  readonly site: string;
  readonly client: Client;
  readonly tasks: Tasks;
  readonly resources: Resources;
  readonly births: Births;
  readonly settings: Config;
  readonly log: Log;
  /** Something was done to that machine without a task: the list may be behind from now on. */
  acted(id: string): void;
}
