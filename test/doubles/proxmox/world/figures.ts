import { coresOf, disksOf, type Figures, type Guest, memoryOf } from './guest.ts';

const idle: Figures = {
  status: 'stopped',
  cpu: 0,
  mem: 0,
  memhost: 0,
  disk: 0,
  diskread: 0,
  diskwrite: 0,
  netin: 0,
  netout: 0,
  uptime: 0,
};

/** What pvestatd would find just now: counters that grow, a load that moves, none of both while paused. */
export function figuresOf(guest: Guest, now: number): Figures {
  if (guest.state === 'stopped') return idle;
  const { vmid, kind, startedAt, pausedAt, pausedMs } = guest;
  const aliveMs = (pausedAt ?? now) - startedAt - pausedMs;
  const grown = (perSecond: number) => Math.max(0, Math.floor((aliveMs * perSecond) / 1000));
  const share = 0.3 + 0.4 * wave(vmid, 0);
  const mem = Math.floor(memoryOf(guest) * share);
  return {
    status: 'running',
    cpu: guest.state === 'paused' ? 0 : 0.01 + 0.5 * wave(vmid, Math.floor(now / 10)),
    mem,
    memhost: kind === 'qemu' ? mem + 40 * 1024 ** 2 : 0,
    disk: kind === 'qemu' ? 0 : Math.floor(diskBytes(guest) * share),
    diskread: 512 + grown(40_000 + vmid * 10),
    diskwrite: grown(20_000 + vmid * 7),
    netin: 220 + grown(3000 + vmid),
    netout: grown(1500 + vmid),
    // The first second counts as one: a machine with an uptime of 0 would be told as stopped.
    uptime: Math.max(1, Math.floor((now - startedAt) / 1000)),
  };
}

/** The size of its first disk. */
export function diskBytes(guest: Guest): number {
  const disks = disksOf(guest);
  return (disks.find(({ key }) => key === 'scsi0' || key === 'rootfs') ?? disks[0])?.bytes ?? 0;
}

export function maxima(guest: Guest) {
  return { maxcpu: coresOf(guest), maxmem: memoryOf(guest), maxdisk: diskBytes(guest) };
}

/** Between 0 and 1, the same for the same numbers. */
function wave(one: number, other: number): number {
  const mixed = Math.imul(one * 2_654_435_761 + other * 40_503, 2_246_822_519) >>> 0;
  return mixed / 2 ** 32;
}
