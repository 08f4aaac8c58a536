import { setTimeout as sleep } from 'node:timers/promises';
import { hostNetScript } from '../../../src/connectivity/facts/host-net.ts';
import { neighbourScript } from '../../../src/connectivity/neighbours.ts';
import { pingScript } from '../../../src/connectivity/ping-scripts.ts';
import { hostSummaryScript } from '../../../src/guest/script.ts';
import type { HostSaid, OnHost } from '../../../src/hypervisor/on-host.ts';
import type { Connection } from './connect.ts';
import { pingAsked } from './world/guest/ping.ts';
import { hostLinks } from './world/host-links.ts';
import { hostSystem } from './world/host-system.ts';
import { everyId } from './world/made.ts';
import { machineAt, seenByHost, type World } from './world/world.ts';

/** The hosts of the demo have no shell: they know the questions that the bot asks. */
export function createOnHost({ look, speed }: Pick<Connection, 'look' | 'speed'>): OnHost {
  return async (host, [, , script, , ...args], { signal }): Promise<HostSaid> => {
    signal.throwIfAborted();
    if (script === neighbourScript) return { exitCode: 0, stdout: met(look()), stderr: '' };
    if (script === hostNetScript) return { exitCode: 0, stdout: links(look(), host), stderr: '' };
    if (script === hostSummaryScript) {
      return { exitCode: 0, stdout: hostSystem(look(), host, Date.now()), stderr: '' };
    }
    if (script !== pingScript) return { exitCode: 127, stdout: '', stderr: 'sh: not found\n' };
    const now = Date.now();
    const lookUp = (word: string) => seenByHost(look(), word, now);
    const ended = pingAsked(args, { seed: { name: host }, now, speed, lookUp });
    await sleep(ended.durationMs ?? 0, undefined, { signal }).catch(() => signal.throwIfAborted());
    return ended;
  };
}

function links(world: World, host: string): string {
  const all = JSON.stringify(hostLinks(world, host, Date.now())).replace(/.{900}/g, '$&\n');
  return `\n--nakhoda:links--\n${all}\n\n--nakhoda:end--\n`;
}

/** Every machine that is on and stands on the campus has been met. */
function met(world: World): string {
  const now = Date.now();
  return everyId(world)
    .flatMap((id) => {
      const address = machineAt(world, id, now)?.seed.address ?? '';
      const mac = seenByHost(world, address, now)?.mac;
      return mac === undefined ? [] : [`${address} dev vmbr0 lladdr ${mac} REACHABLE\n`];
    })
    .join('');
}
