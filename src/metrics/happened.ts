/** Something that was done to a machine and ended well. Times are milliseconds since the epoch. */
export interface Happened {
  readonly what: 'snapshot' | 'rollback' | 'backup' | 'restore';
  readonly site: string;
  /** The platform's id of the machine, and its birth mark. */
  readonly machine: string;
  readonly birth: string;
  /** Of the snapshot that was taken or gone back to. */
  readonly name?: string | undefined;
  readonly from: number;
  readonly to: number;
}

export interface HappenedQuery {
  readonly machines: readonly { readonly site: string; readonly id: string }[];
  readonly from: number;
  readonly to: number;
}

/** The newest of more are enough: nobody tells more apart. */
export const MOST_HAPPENED = 200;
