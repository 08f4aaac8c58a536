import { BotError } from '../../../src/errors.ts';
import type { HostFact } from '../../../src/hypervisor/details.ts';
import { parseBlocks } from './blocks.ts';
import type { Client } from './client.ts';

/** What the host's processor and kernel can do for VirtualBox, and what machines can be bridged to. */
export async function readHostFacts(
  client: Client,
  signal: AbortSignal,
): Promise<readonly HostFact[]> {
  const [info, bridged, driver] = await Promise.all([
    client.ask(['list', 'hostinfo'], { signal }),
    client.ask(['list', 'bridgedifs'], { signal }),
    readDriver(client, signal),
  ]);
  return [...processorFacts(info), ...driverFacts(driver), bridgesFact(bridged)];
}

/** VirtualBox’s own words for what the processor has, each with ours. */
const features: readonly (readonly [string, string])[] = [
  ['Processor supports HW virtualization', 'VT-x or AMD-V'],
  ['Processor supports nested paging', 'Nested paging'],
  ['Processor supports nested HW virtualization', 'Nested virtualization'],
];

/** https://www.virtualbox.org/manual/topics/vboxmanage.html#vboxmanage-list */
export function processorFacts(hostInfo: string): readonly HostFact[] {
  const said = new Map(
    [...hostInfo.matchAll(/^([A-Za-z#\d ]+): +(\S.*?) *\r?$/gm)].map(
      ([, key = '', value = '']) => [key, value] as const,
    ),
  );
  const processor = said.get('Processor#0 description');
  const system = [said.get('Operating system'), said.get('Operating system version')];
  return [
    ...(processor === undefined ? [] : [{ label: 'Processor', value: processor }]),
    ...features.flatMap(([key, label]) => {
      const value = said.get(key);
      return value === undefined ? [] : [{ label, value }];
    }),
    ...(system[0] === undefined
      ? []
      : [{ label: 'System', value: system.filter((part) => part !== undefined).join(' ') }]),
  ];
}

/** The driver's device is there while it is loaded: https://www.virtualbox.org/manual/topics/installation.html#externalkernelmodules */
const script = '[ -c /dev/vboxdrv ] && echo loaded || echo absent';

/** Undefined on a host whose kernel does not tell it like this. */
export async function readDriver(
  { reach }: Client,
  signal: AbortSignal,
): Promise<string | undefined> {
  // What Windows tells of its driver is a check of its own.
  if ((await reach.os(signal)) !== 'linux') return undefined;
  try {
    const { stdout } = await reach.run(['sh', '-c', script], { signal, timeoutMs: 8_000 });
    return /^(loaded|absent)$/m.exec(stdout)?.[1];
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof BotError) return undefined;
    throw error;
  }
}

export function driverFacts(driver: string | undefined): readonly HostFact[] {
  if (driver === undefined) return [];
  return driver === 'loaded'
    ? [{ label: 'Kernel driver', value: 'vboxdrv is loaded' }]
    : [
        {
          label: 'Kernel driver',
          value: 'vboxdrv is not loaded: see `host check`',
          warns: true,
        },
      ];
}

export function bridgesFact(said: string): HostFact {
  const bridges = parseBlocks(said, 'Name').map((block) => {
    const name = block.get('Name') ?? '';
    const address = block.get('IPAddress');
    const known = address === undefined || address === '0.0.0.0' ? [] : [address];
    const down = block.get('Status') === 'Up' ? [] : ['down'];
    const more = [...known, ...down].join(', ');
    return more === '' ? name : `${name} (${more})`;
  });
  return { label: 'Can be bridged to', value: bridges.join(', ') || 'nothing' };
}
