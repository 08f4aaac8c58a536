import { demo } from '../../../adapters/hypervisor/demo/index.ts';
import { openDatabase } from '../../../adapters/postgres/index.ts';
import { commands } from '../../../commands/index.ts';
import { type App, openApp } from '../../../src/app.ts';
import { silent } from '../../../src/log.ts';
import { operationKinds } from '../../../src/operations/index.ts';

export interface ReplicaOptions {
  /** Where its store lies; replicas of one directory share it. */
  readonly directory: string;
  readonly machines: number;
  /** A part of the time that things take on real machines. */
  readonly speed: number;
  /** The most at once in it. */
  readonly places: number;
  readonly signal: AbortSignal;
}

/** A replica of the whole bot on the demo site. */
export async function openReplica(options: ReplicaOptions): Promise<App> {
  const { directory: dataDirectory, machines, speed, places, signal } = options;
  const config = demo.Config.parse({ machines, speed, failures: false });
  return openApp({
    hypervisors: [demo.create(config, { name: 'campus', dataDirectory, log: silent })],
    commands,
    kinds: operationKinds,
    chats: [],
    connection: await openDatabase({ dataDirectory, log: silent, signal }),
    client: false,
    log: silent,
    places,
  });
}
