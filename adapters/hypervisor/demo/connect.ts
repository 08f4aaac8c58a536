import type { SiteServices } from '../../../src/site.ts';
import { type Client, openClient } from './world/client.ts';
import { fleet } from './world/fleet.ts';

/** How one site is reached, and the pace of what it is asked to do. */
export interface Connection extends Client {
  readonly speed: number;
  readonly failures: boolean;
}

interface Settings {
  readonly speed: number;
  readonly failures: boolean;
  readonly machines: number;
}

/** Opened by the first question, as a connection to a real hypervisor is. */
export function connect(
  { speed, failures, machines }: Settings,
  { name, dataDirectory }: Pick<SiteServices, 'name' | 'dataDirectory'>,
): Connection {
  let client: Client | undefined;
  const open = () => {
    client ??= openClient({
      directory: dataDirectory,
      name: `demo-${encodeURIComponent(name)}`,
      seeds: fleet(machines),
    });
    return client;
  };
  return {
    speed,
    failures,
    send: (call) => open().send(call),
    look: () => open().look(),
    close: () => client?.close(),
  };
}
