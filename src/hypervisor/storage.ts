/** Where disks lie and what holds the space. */
export interface Storage {
  pools(signal: AbortSignal): Promise<readonly Pool[]>;
  /** What lies in it, largest first. */
  volumes(pool: Pool, signal: AbortSignal): Promise<readonly Volume[]>;
}

export interface Pool {
  readonly host: string;
  readonly name: string;
  /** The platform's word: `dir`, `logical`, `zfspool`. */
  readonly type: string;
  readonly path?: string | undefined;
  readonly active: boolean;
  /** The same storage is there for other hosts of the site too; absent where the platform does not say. */
  readonly shared?: boolean | undefined;
  /** Why nothing can be told of what lies in it: `it does not answer`. */
  readonly problem?: string | undefined;
  readonly capacityBytes?: number | undefined;
  readonly usedBytes?: number | undefined;
  readonly freeBytes?: number | undefined;
  /** What its disks may grow to: more than the capacity is overcommitted. */
  readonly promisedBytes?: number | undefined;
}

export interface Volume {
  readonly name: string;
  readonly path?: string | undefined;
  readonly bytes?: number | undefined;
  readonly capacityBytes?: number | undefined;
  /** Names of the machines that use it; empty when none does. */
  readonly machines: readonly string[];
  /** `disk of e1`, `base of 3 disks`, `backup of e1`, `installation medium`; absent when nobody knows it. */
  readonly says?: string | undefined;
}
