import { readFile } from 'node:fs/promises';
import { loadavg, networkInterfaces, uptime } from 'node:os';
import type { Host } from '../../../src/hypervisor.ts';
import { parseBlocks } from './blocks.ts';
import type { Client } from './client.ts';
import type { HostName } from './host-name.ts';
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
    const [name, said, cpuFraction, load, addresses] = await Promise.all([
      hostName(signal),
      client.ask(['list', 'hostinfo'], { signal }),
      readHostCpu(client, signal),
      client.reach.remote ? remoteLoad(client, signal) : ownLoad(),
      address === undefined ? readAddresses(client, signal) : [address],
    ]);
    traits ??= {
      version: `VirtualBox ${await readVersion(client, signal)}`,
      machineId: await machineId(client, signal),
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

type Load = Pick<Host, 'load' | 'uptimeMs'>;

function ownLoad(): Load {
  const [one = 0, five = 0, fifteen = 0] = loadavg();
  return { load: [one, five, fifteen], uptimeMs: uptime() * 1000 };
}

/** The two lines of /proc/loadavg and /proc/uptime: https://man7.org/linux/man-pages/man5/proc_loadavg.5.html */
async function remoteLoad({ reach }: Client, signal: AbortSignal): Promise<Load> {
  const argv = ['cat', '/proc/loadavg', '/proc/uptime'];
  const { stdout } = await reach.run(argv, { signal, timeoutMs: 3_000 });
  const [, one, five, fifteen, seconds] =
    /^([\d.]+) ([\d.]+) ([\d.]+) [^\n]*\n([\d.]+) /.exec(stdout) ?? [];
  if (seconds === undefined) return {};
  return { load: [Number(one), Number(five), Number(fifteen)], uptimeMs: Number(seconds) * 1000 };
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

/** The UUID of the board, by which libvirt knows its host too; only root may read it. */
const BOARD = '/sys/class/dmi/id/product_uuid';

async function machineId({ reach }: Client, signal: AbortSignal): Promise<string | undefined> {
  const text = reach.remote
    ? (await reach.run(['cat', BOARD], { signal, timeoutMs: 3_000 })).stdout
    : await readFile(BOARD, 'utf8').catch(() => '');
  const id = text.trim().toLowerCase();
  return /^[\da-f-]{36}$/.test(id) ? id : undefined;
}
