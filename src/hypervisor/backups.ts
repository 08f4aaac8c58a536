import type { Machine, Outcome } from '../hypervisor.ts';
import type { TaskControl } from '../operation.ts';

/** Whole copies of machines, kept apart from them. */
export interface Backups {
  /** Where this site keeps backups, with what is free there. */
  places(signal: AbortSignal): Promise<readonly BackupPlace[]>;
  /** What a new backup may ask for besides; absent where there is nothing to choose. */
  readonly choices?: BackupChoices | undefined;
  /** Newest first; of one machine, or of all, machines that are gone included. */
  list(options: ListBackups): Promise<readonly Backup[]>;
  /** When the machine came to be, as far as the platform knows: what is older was made of another one. */
  since?(machine: Machine, signal: AbortSignal): Promise<number | undefined>;
  /**
   * What a backup now would need and meet, asked before it is accepted. Too little room is told by the figures, not
   * thrown. Throws `not-found` for a place the machine's host does not have, `unsupported` for what cannot be.
   */
  prospect(machine: Machine, wanted: NewBackup, signal: AbortSignal): Promise<BackupProspect>;
  /**
   * Leaves nothing half-written when it fails or is cancelled. Reports bytes and the fraction. Throws `conflict`
   * where the place has no room for it.
   */
  create(machine: Machine, wanted: NewBackup, task: TaskControl): Promise<CreatedBackup>;
  /**
   * Reads all of it and compares it with what was written then; a corrupt one is an answer, not an error. Throws
   * `unsupported` where the platform cannot do that, or has not done it.
   */
  verify(backup: Backup, task: TaskControl): Promise<Verdict>;
  /**
   * What a restore would take, replace and lose, asked before it is confirmed. Throws `conflict` where it cannot be:
   * another machine has the id or the name. A machine that is on is no hindrance, its state is told.
   */
  restoreEffect(backup: Backup, wanted: Restore, signal: AbortSignal): Promise<RestoreEffect>;
  /**
   * The machine it replaces must be off or hibernated, else `conflict`: whoever asks stops it first. A backup that
   * turns out not to be whole is `failed`, and what was there is left as it was.
   */
  restore(backup: Backup, wanted: Restore, task: TaskControl): Promise<Restored>;
  /** Deletes this one; a later one that builds on it is a `conflict`, and so is one that is protected. */
  delete(backup: Backup, task: TaskControl): Promise<Outcome>;
  /** Keeps it from being deleted by anybody, or lets it go. */
  protect?(backup: Backup, on: boolean, task: TaskControl): Promise<Outcome>;
}

export interface BackupChoices {
  readonly modes: readonly BackupMode[];
  readonly compressions: readonly Compression[];
}

/**
 * What becomes of the machine meanwhile: it goes on, stands still while its disks are read, or is shut down and
 * started again.
 */
export const backupModes = ['snapshot', 'suspend', 'stop'] as const;
export type BackupMode = (typeof backupModes)[number];

export const compressions = ['none', 'lzo', 'gzip', 'zstd'] as const;
export type Compression = (typeof compressions)[number];

export interface ListBackups {
  readonly signal: AbortSignal;
  readonly machine?: Machine | undefined;
  /**
   * Told of each place that could not be read: it keeps no other from it. Without it one such place makes the whole
   * list `unreachable`.
   */
  readonly silent?: ((place: SilentPlace) => void) | undefined;
}

export type SilentPlace = Pick<BackupPlace, 'host' | 'name'> & { readonly why: string };

export interface BackupPlace {
  readonly host: string;
  /** The name in the configuration, or the platform's own: `local`, `/srv/backups`. */
  readonly name: string;
  readonly freeBytes?: number | undefined;
  readonly capacityBytes?: number | undefined;
  /** Why it cannot be used now. */
  readonly problem?: string | undefined;
}

export interface Backup {
  readonly site: string;
  readonly host: string;
  readonly place: string;
  /** What the platform addresses it by; unique within its site. */
  readonly id: string;
  /**
   * The machine it was made of, which may be gone by now. Its birth mark is empty where the platform does not keep
   * it: then it was of whichever machine had that id at the time, and {@link Backups.since} tells them apart.
   */
  readonly machine: { readonly id: string; readonly birth: string; readonly name: string };
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly note: string;
  readonly kind: 'full' | 'incremental';
  /** The id of the one it builds on. */
  readonly parent?: string | undefined;
  /** What it takes where it lies. */
  readonly bytes?: number | undefined;
  /** The sum of the disks it brings back. */
  readonly diskBytes?: number | undefined;
  /** The last verification. */
  readonly verified?: { readonly at: number; readonly verdict: Verdict } | undefined;
  /** Nobody can delete it until that is taken from it. */
  readonly protected?: boolean | undefined;
  /** Findings about it: `it lies on the same disk as the machine`. */
  readonly warnings: readonly string[];
}

export interface NewBackup {
  /** The name of one of {@link Backups.places} on the machine's host; absent takes the first of them. */
  readonly place?: string | undefined;
  readonly note: string;
  /** Only what changed since the last one; throws `unsupported` where that cannot be. */
  readonly incremental?: boolean | undefined;
  /** One of {@link Backups.choices}; absent takes what disturbs the machine least. */
  readonly mode?: BackupMode | undefined;
  /** One of {@link Backups.choices}; absent takes what the platform does best. */
  readonly compress?: Compression | undefined;
}

export interface BackupProspect extends Pick<Outcome, 'silentGuest'> {
  readonly place: BackupPlace;
  /** At most this much is written. */
  readonly needsBytes?: number | undefined;
  /** `it lies on the same disk as the machine`, `the machine is off: a copy of its disks is made`. */
  readonly warnings: readonly string[];
}

export interface CreatedBackup extends Outcome {
  readonly backup: Backup;
}

export type Verdict =
  | { readonly whole: true; readonly says: string }
  | { readonly whole: false; readonly says: string };

/** Over the machine it was made of, or beside it. */
export type Restore =
  | { readonly as: 'same'; readonly start: boolean }
  | { readonly as: 'new'; readonly name: string; readonly start: boolean };

export interface RestoreEffect {
  /** The machine that is overwritten; absent when a new one comes to be, or the old one is gone. */
  readonly replaces?: Machine | undefined;
  readonly needsBytes?: number | undefined;
  readonly freeBytes?: number | undefined;
  /** `snapshots s1 and s2 are deleted`, `the memory it saved is thrown away`, `its network card gets a new address`. */
  readonly says: readonly string[];
}

export interface Restored extends Outcome {
  /** The platform's id of what now exists. */
  readonly id: string;
}
