import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { need, type Who } from '../access/who.ts';
import { type Call, route } from '../route.ts';
import type { Node, World } from '../world/world.ts';

export const nodeRoutes = [
  route('GET', '/nodes', nodes),
  route('GET', '/nodes/{node}/status', status, { needs: need('/nodes/{node}', 'Sys.Audit') }),
  // Not recorded: https://pve.proxmox.com/pve-docs/api-viewer/#/nodes/{node}/time
  route('GET', '/nodes/{node}/time', time, { needs: need('/nodes/{node}', 'Sys.Audit') }),
];

const shown = new X509Certificate(
  readFileSync(new URL('../certificates/node.pem', import.meta.url)),
).fingerprint256;

function nodes({ world, who }: Call) {
  return [...world.nodes.values()].map((node) => {
    const entry = nodeEntry(world, who, node);
    if (!('level' in entry)) return entry;
    const { 'cgroup-mode': _, ...rest } = entry;
    return { ...rest, ssl_fingerprint: shown };
  });
}

/** What everybody may know of a node; and the rest for those who may. */
export function nodeEntry(world: World, who: Who, { name, cores, memory, bootedAt }: Node) {
  const isDown = world.faults.downNodes.has(name);
  const bare = {
    id: `node/${name}`,
    type: 'node',
    node: name,
    status: isDown ? 'offline' : 'online',
  } as const;
  if (!who.may(`/nodes/${name}`, 'Sys.Audit')) return bare;
  const known = { ...bare, level: '', 'cgroup-mode': 2 };
  if (isDown) return known;
  const { mem, cpu } = load(world, name);
  return {
    ...known,
    cpu: cpu / cores,
    maxcpu: cores,
    mem,
    maxmem: memory,
    disk: 37_767_577_600,
    maxdisk: 270_553_174_016,
    uptime: Math.floor((world.now() - bootedAt) / 1000),
  };
}

/** What its machines use, and itself. */
function load(world: World, name: string) {
  const told = [...world.guests.values()].flatMap((guest) =>
    guest.node === name && guest.told !== undefined ? [guest.told] : [],
  );
  return {
    mem: told.reduce((sum, { memhost }) => sum + memhost, 1_475_928_064),
    cpu: told.reduce((sum, one) => sum + one.cpu * one.maxcpu, 0.1),
  };
}

/** Seconds: UTC, and the same as if the node's own zone were UTC. */
function time({ world }: Call) {
  const seconds = Math.floor(world.now() / 1000);
  return { time: seconds, localtime: seconds, timezone: 'UTC' };
}

function status({ world, node: name }: Call) {
  const node = world.nodes.get(name);
  if (node === undefined) return;
  const { mem, cpu } = load(world, name);
  const { cores, memory } = node;
  const average = (share: number) => (cpu * share).toFixed(2);
  return {
    uptime: Math.floor((world.now() - node.bootedAt) / 1000),
    cpu: Math.min(1, cpu / cores),
    wait: 0,
    idle: 0,
    loadavg: [average(1.2), average(1.1), average(1)],
    kversion: 'Linux 6.18.44-1-pve #1 SMP PREEMPT_DYNAMIC',
    pveversion: 'pve-manager/9.2.11/14a22df3',
    cpuinfo: {
      cores: Math.ceil(cores / 2),
      cpus: cores,
      sockets: 1,
      family: '25',
      flags: 'fpu vme de pse tsc msr svm',
      hvm: '1',
      mhz: '2596.138',
      model: 'AMD EPYC',
      user_hz: 100,
      vendor: 'AuthenticAMD',
    },
    'current-kernel': {
      machine: 'x86_64',
      release: '6.18.44-1-pve',
      sysname: 'Linux',
      version: '#1 SMP PREEMPT_DYNAMIC',
    },
    'boot-info': { mode: 'legacy-bios' },
    ksm: { shared: 0 },
    memory: { total: memory, used: mem, free: memory - mem, available: memory - mem },
    swap: { total: 0, used: 0, free: 0 },
    rootfs: {
      total: 270_553_174_016,
      used: 35_192_696_832,
      free: 235_360_477_184,
      avail: 73_751_597_056,
    },
  };
}
