import { Config } from '../../adapters/hypervisor/demo/config.ts';
import { createSite } from '../../adapters/hypervisor/demo/site.ts';
import type { Incoming } from '../../src/chat.ts';
import type { Hypervisor } from '../../src/hypervisor.ts';
import { silent } from '../../src/log.ts';

/** A demo site of some size on which nothing fails; `speed` is a part of the time that things take on real machines. */
export function demoSite(machines: number, dataDirectory: string, speed = 0.001): Hypervisor {
  const config = Config.parse({ machines, speed, failures: false });
  return createSite(config, { name: 'campus', dataDirectory, log: silent });
}

/** The same site, that tells of every call made through the port. */
export function watched(hypervisor: Hypervisor, called: () => void): Hypervisor {
  const { machines, hosts, usage, power, snapshots, guest } = hypervisor;
  const told = <A extends unknown[], R>(call: (...args: A) => R) => {
    return (...args: A): R => {
      called();
      return call(...args);
    };
  };
  const group = <G extends object>(methods: G | undefined): G | undefined =>
    methods &&
    (Object.fromEntries(
      Object.entries(methods).map(([name, method]) => [name, told(method)]),
    ) as G);
  return {
    ...hypervisor,
    machines: told(machines),
    hosts: told(hosts),
    usage: told(usage),
    power: told(power),
    snapshots: group(snapshots),
    guest: group(guest),
  };
}

export const actor = { platform: 'terminal', id: 'bench', name: 'bench' } as const;

/** A line as the bot's own user types it; its cards go to `heard`. */
export function incoming(line: string, heard: (title: string) => void): Incoming {
  return {
    actor,
    local: true,
    line,
    place: { platform: 'terminal', channel: 'bench' },
    reply: {
      defer: async () => {},
      answer: async (card) => heard(card.title),
      ask: async (form) => heard(form.title),
    },
  };
}
