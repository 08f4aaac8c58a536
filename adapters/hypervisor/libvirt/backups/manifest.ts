import { z } from 'zod';
import type { Backup } from '../../../../src/hypervisor/backups.ts';

const Disk = z.object({
  target: z.string().regex(/^[a-z]{2,8}$/),
  file: z.string().regex(/^[a-z]{2,8}\.qcow2$/),
  virtualBytes: z.number(),
  /** Where and how it lay then. */
  path: z.string().optional(),
  type: z.string(),
  format: z.string(),
});
export type BackupDisk = z.infer<typeof Disk>;

const StoredFile = z.object({
  name: z.string().regex(/^[a-z]{2,8}(?:\.[a-z0-9]{2,5})?$/),
  bytes: z.number(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type StoredFile = z.infer<typeof StoredFile>;

/** What `manifest.json` says of the backup beside it; written last, in one line, and never changed. */
export const Manifest = z.object({
  format: z.literal(1),
  id: z.string().regex(/^[a-z0-9-]{10,80}$/),
  machine: z.object({ id: z.string(), birth: z.string(), name: z.string() }),
  createdAt: z.number(),
  note: z.string(),
  /** The mark of the operation that made it. */
  tag: z.string(),
  kind: z.enum(['full', 'incremental']),
  parent: z.string().optional(),
  disks: z.array(Disk).min(1),
  /** All that lies beside the manifest, the machine's definition too. */
  files: z.array(StoredFile),
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
