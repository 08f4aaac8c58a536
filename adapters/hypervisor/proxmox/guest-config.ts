import { z } from 'zod';
import type { Machine } from '../../../src/hypervisor.ts';
import type { Client } from './client/client.ts';
import { guestPath } from './guest-path.ts';

/** Values are text, some are numbers: `"memory":"256"`, `"cores":1`. */
const Config = z
  .record(z.string(), z.union([z.string(), z.number()]).optional().catch(undefined))
  .transform((all): GuestConfig => {
    const texts = Object.entries(all).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, String(value)] as const],
    );
    return new Map(texts);
  });

/** The configuration of one machine, as text. */
export type GuestConfig = ReadonlyMap<string, string>;

/** As it is for the next start; what waits for that is in it. Throws `not-found`. */
export function readConfig(
  client: Client,
  machine: Pick<Machine, 'host' | 'kind' | 'id' | 'name'>,
  signal: AbortSignal,
): Promise<GuestConfig> {
  return client.get(`${guestPath(machine)}/config`, { schema: Config, signal, name: machine.name });
}

/** A disk, a medium or a mount point of the configuration. */
export interface Drive {
  /** `scsi0`, `rootfs`, `unused0`. */
  readonly key: string;
  /** `local:100/vm-100-disk-0.qcow2`; `none` for an empty tray. */
  readonly volid: string;
  readonly options: ReadonlyMap<string, string>;
}

/** Of qm.conf(5) and pct.conf(5). */
const driveKey = /^(?:(?:ide|sata|scsi|virtio|unused|mp)\d+|efidisk0|tpmstate0|rootfs|vmstate)$/;

/** In the order of their names: `scsi2` before `scsi10`. */
export function drivesOf(config: GuestConfig): readonly Drive[] {
  return [...config]
    .filter(([key]) => driveKey.test(key))
    .map(([key, text]) => driveOf(key, text))
    .sort((a, b) => a.key.localeCompare(b.key, 'en', { numeric: true }));
}

function driveOf(key: string, text: string): Drive {
  const parts = text.split(',');
  const options = new Map(
    parts.flatMap((part) => {
      const cut = part.indexOf('=');
      return cut < 0 ? [] : [[part.slice(0, cut), part.slice(cut + 1)] as const];
    }),
  );
  const bare = parts.find((part) => !part.includes('='));
  return { key, volid: bare ?? options.get('file') ?? options.get('volume') ?? 'none', options };
}

export function isCdrom({ options }: Drive): boolean {
  return options.get('media') === 'cdrom';
}

const units: Readonly<Record<string, number>> = {
  '': 1,
  K: 1024,
  M: 1024 ** 2,
  G: 1024 ** 3,
  T: 1024 ** 4,
};

/** `8G`; undefined for none, and for the 0 of a directory that has no limit. */
export function capacityOf({ options }: Drive): number | undefined {
  const found = /^(\d+(?:\.\d+)?)([KMGT]?)$/.exec(options.get('size') ?? '');
  if (!found) return undefined;
  return Math.round(Number(found[1]) * (units[found[2] ?? ''] ?? 1)) || undefined;
}
