import { z } from 'zod';
import type { Backup } from '../../../../src/hypervisor/backups.ts';

const sum = z.string().regex(/^[0-9a-f]{64}$/);

/** What `manifest.json` says of the appliance beside it; written last, in one line, and never changed. */
export const Manifest = z.object({
  format: z.literal(1),
  id: z.string().regex(/^[a-z0-9-]{10,80}$/),
  machine: z.object({ id: z.string(), birth: z.string(), name: z.string() }),
  createdAt: z.number(),
  note: z.string(),
  /** The mark of the operation that made it. */
  tag: z.string(),
  /** The appliance, a plain name. */
  file: z.string().regex(/^[A-Za-z0-9][\w.-]{0,79}\.ova$/),
  bytes: z.number(),
  /** Of the list of checksums in the appliance, which has one for every file in it. */
  sums: sum,
  /** What the guest sees of all its disks. */
  diskBytes: z.number(),
  /** What its disks took at most: as much as a restore writes. */
  dataBytes: z.number(),
  warnings: z.array(z.string()),
  /** What the reader of its outcome was told. */
  notes: z.array(z.string()),
});
export type Manifest = z.infer<typeof Manifest>;

/** A backup with what the adapter knows of it besides. */
export interface StoredBackup {
  readonly backup: Backup;
  readonly manifest: Manifest;
  /** Its own directory on the host. */
  readonly directory: string;
}

export function applianceOf({ directory, manifest }: StoredBackup): string {
  return `${directory}/${manifest.file}`;
}
