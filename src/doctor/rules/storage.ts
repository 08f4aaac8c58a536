import { bytes, bytesOf, percent } from '../../format.ts';
import type { Pool } from '../../hypervisor/storage.ts';
import type { SiteFacts } from '../facts.ts';
import type { Found } from '../finding.ts';

/** Shares of the capacity that are free: below this it is full, or soon will be. */
const FULL = 0.05;
const FILLING = 0.15;

export function ofStorage({ pools }: SiteFacts): readonly Found[] {
  return pools.flatMap((pool) => [...state(pool), ...fill(pool), ...growth(pool)]);
}

function state({ host, name, active, problem }: Pool): readonly Found[] {
  if (active && problem === undefined) return [];
  const says = `${name} ${problem ?? 'is not active'}`;
  const fix = 'Start or mount it: machines with disks on it do not start.';
  return [{ code: 'storage-inactive', severity: 'warning', host, says, fix }];
}

function fill({ host, name, capacityBytes, freeBytes }: Pool): readonly Found[] {
  if (capacityBytes === undefined || freeBytes === undefined || capacityBytes === 0) return [];
  const share = freeBytes / capacityBytes;
  if (share >= FILLING) return [];
  const says = `${name} has ${bytesOf(freeBytes, capacityBytes)} free (${percent(share)})`;
  const fix = 'host storage shows what lies there, and what nobody uses.';
  return share < FULL
    ? [{ code: 'storage-full', severity: 'critical', host, says, fix }]
    : [{ code: 'storage-filling', severity: 'warning', host, says, fix }];
}

function growth({ host, name, capacityBytes, promisedBytes }: Pool): readonly Found[] {
  if (capacityBytes === undefined || promisedBytes === undefined) return [];
  if (promisedBytes <= capacityBytes) return [];
  return [
    {
      code: 'storage-overcommitted',
      severity: 'info',
      host,
      says: `the disks on ${name} may grow to ${bytes(promisedBytes)} of ${bytes(capacityBytes)}`,
      fix: 'Watch it, or enlarge it.',
    },
  ];
}
