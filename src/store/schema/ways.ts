import type { Defaulted } from '../columns.ts';

/** A way between two machines that answered. */
export interface AnsweredWayTable {
  site: string;
  way: string;
  at: Defaulted;
}
