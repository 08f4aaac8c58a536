import {
  done,
  type Host,
  type Hypervisor,
  type Machine,
  type Usage,
} from '../../../src/hypervisor.ts';

const GiB = 1024 ** 3;

/** A site of one host, as a libvirt is, in memory: it answers at once, and each of its machines has new figures each time. */
export function polledSite(
  name: string,
  { machines, polled }: { readonly machines: number; polled(): void },
): Hypervisor {
  const host = `${name}-a`;
  const all = Array.from({ length: machines }, (_, at): Machine => {
    const id = `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;
    return {
      ...{
        site: name,
        host,
        id,
        birth: id,
        name: `${name}-web-${at}`,
        kind: 'vm',
        state: 'running',
      },
      ...{ cpus: 2, memoryBytes: 4 * GiB, tags: ['prod'] },
    };
  });
  return {
    site: { name, kind: 'polled' },
    hosts: async (): Promise<readonly Host[]> => [
      {
        ...{ site: name, name: host, cpus: 32, cpuFraction: Math.random(), load: [4, 4, 4] },
        ...{ memoryBytes: 256 * GiB, memoryUsedBytes: 128 * GiB },
      },
    ],
    machines: async () => all.map((machine) => ({ ...machine })),
    async usage() {
      polled();
      return all.map(({ id }) => usage(id, Date.now()));
    },
    power: async () => done,
  };
}

function usage(id: string, at: number): Usage {
  const rate = () => Math.round(Math.random() * 1e6);
  return {
    ...{ id, at, cpuFraction: Math.random() * 0.5, memoryBytes: 4 * GiB },
    memoryUsedBytes: Math.round((1 + Math.random()) * GiB),
    disks: [{ name: 'vda', readBytesPerSecond: rate(), writtenBytesPerSecond: rate() }],
    nics: [{ name: 'net0', receivedBytesPerSecond: rate(), sentBytesPerSecond: rate() }],
  };
}
