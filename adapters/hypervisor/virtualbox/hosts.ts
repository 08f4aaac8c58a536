import { networkInterfaces } from 'node:os';
import type { Host } from '../../../src/hypervisor.ts';
import { parseBlocks } from './blocks.ts';
import type { Client } from './client.ts';
import type { HostName } from './host-name.ts';
import { hostSystem } from './host-system.ts';
import { readHostCpu } from './metrics.ts';
import { readVersion } from './version.ts';

interface Parts {
  readonly site: string;
  readonly client: Client;
  readonly hostName: HostName;
  /** As the configuration has it: known better than it could be found out. */
  readonly address?: string | undefined;
}

/** The one physical node of a VirtualBox: https://www.virtualbox.org/manual/topics/vboxmanage.html#vboxmanage-list */
export function createHosts({ site, client, hostName, address }: Parts) {
  let traits: Pick<Host, 'version' | 'machineId'> | undefined;

  return async (signal: AbortSignal): Promise<readonly Host[]> => {
    signal.throwIfAborted();
    const system = await hostSystem(client.reach, signal);
    const [name, said, cpuFraction, load, addresses] = await Promise.all([
      hostName(signal),
      client.ask(['list', 'hostinfo'], { signal }),
      readHostCpu(client, signal),
      system.load(),
      address === undefined ? readAddresses(client, signal) : [address],
    ]);
    traits ??= {
      version: `VirtualBox ${await readVersion(client, signal)}`,
      machineId: await system.machineId(),
    };
    return [{ site, name, ...traits, ...parseHostInfo(said), ...load, cpuFraction, addresses }];
  };
}

export function parseHostInfo(
  text: string,
): Pick<Host, 'cpus' | 'memoryBytes' | 'memoryUsedBytes'> {
  const figure = (name: string) => {
    const value = new RegExp(`^${name}: +(\\d+)`, 'm').exec(text)?.[1];
    return value === undefined ? undefined : Number(value);
  };
  const total = figure('Memory size');
  const free = figure('Memory available');
  return {
    cpus: figure('Processor online count'),
    memoryBytes: total === undefined ? undefined : total * 1024 ** 2,
    memoryUsedBytes:
      total === undefined || free === undefined ? undefined : (total - free) * 1024 ** 2,
  };
}

/** Where its machines reach it. VirtualBox lists the interfaces of its host, those that it can bridge to. */
async function readAddresses(client: Client, signal: AbortSignal): Promise<readonly string[]> {
  if (!client.reach.remote) return ownAddresses();
  const said = await client.ask(['list', 'bridgedifs'], { signal });
  return parseBlocks(said, 'Name').flatMap((block) => {
    const address = block.get('IPAddress');
    return address === undefined || address === '' || address === '0.0.0.0' ? [] : [address];
  });
}

function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((all = []) => all)
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
    .map(({ address }) => address);
}
