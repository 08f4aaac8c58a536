import { figuresOf, maxima } from '../world/figures.ts';
import type { Guest } from '../world/guest.ts';

/** What QEMU itself tells of a running machine. */
export function told(guest: Guest, now: number) {
  const { diskread, diskwrite } = figuresOf(guest, now);
  return {
    diskread,
    diskwrite,
    'running-machine': 'pc-i440fx-10.0+pve1',
    'running-qemu': '10.0.13',
    'proxmox-support': support,
    blockstat: { scsi0: blocks(diskread, diskwrite) },
    ...(guest.agent === 'alive' && balloon(guest, now)),
  };
}

const support = {
  'pbs-dirty-bitmap': true,
  'pbs-dirty-bitmap-migration': true,
  'pbs-dirty-bitmap-savevm': true,
  'pbs-masterkey': true,
  'pbs-library-version': '1.5.1 (UNKNOWN)',
  'query-bitmap-info': true,
  'backup-access-api': true,
  'backup-fleecing': true,
  'backup-max-workers': true,
};

/** The balloon's driver runs in the guest, so that a silent one tells nothing. */
function balloon(guest: Guest, now: number) {
  const { maxmem } = maxima(guest);
  const free = maxmem - figuresOf(guest, now).mem;
  return {
    balloon: maxmem,
    freemem: free,
    ballooninfo: {
      actual: maxmem,
      max_mem: maxmem,
      total_mem: maxmem,
      free_mem: free,
      last_update: Math.floor(now / 1000),
      major_page_faults: 0,
      minor_page_faults: 448,
      mem_swapped_in: 0,
      mem_swapped_out: 0,
    },
  };
}

const kinds = ['rd', 'wr', 'flush', 'unmap', 'zone_append'] as const;

function blocks(rd: number, wr: number) {
  const each = (text: (kind: string) => string, among: readonly string[] = kinds) =>
    Object.fromEntries(among.map((kind) => [text(kind), 0]));
  return {
    ...each((kind) => `failed_${kind}_operations`),
    ...each((kind) => `invalid_${kind}_operations`),
    ...each((kind) => `${kind}_operations`),
    ...each((kind) => `${kind}_total_time_ns`),
    ...each((kind) => `${kind}_merged`, ['rd', 'wr', 'unmap', 'zone_append']),
    ...each((kind) => `${kind}_bytes`, ['unmap', 'zone_append']),
    rd_bytes: rd,
    wr_bytes: wr,
    wr_highest_offset: wr,
    idle_time_ns: 5_896_214_243,
    account_failed: true,
    account_invalid: true,
    timed_stats: [],
  };
}
