import { z } from 'zod';
import type { Backup } from '../hypervisor/backups.ts';
import type { Machine } from '../hypervisor.ts';

/** Where a backup is kept, in the words of the port. */
export interface Kept {
  readonly site: string;
  readonly host: string;
  readonly place: string;
}

/** The last verification, in `verified.json` beside a backup's manifest. */
export const Verified = z.object({
  at: z.number(),
  verdict: z.object({ whole: z.boolean(), says: z.string() }),
});
export type Verified = z.infer<typeof Verified>;

interface Shape<T> {
  safeParse(value: unknown): { data?: T | undefined };
}

/** A JSON file that came as base64; undefined for what somebody else wrote there, which is no backup of ours. */
export function storedJson<T>(shape: Shape<T>, base64: string): T | undefined {
  try {
    return shape.safeParse(JSON.parse(Buffer.from(base64, 'base64').toString())).data;
  } catch {
    return undefined;
  }
}

/** Those of one machine, or all. */
export function ofMachine(
  all: readonly { readonly backup: Backup }[],
  machine?: Machine,
): readonly Backup[] {
  return all
    .map(({ backup }) => backup)
    .filter((backup) => machine === undefined || backup.machine.id === machine.id);
}
