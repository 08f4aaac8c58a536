import type { ColumnType } from 'kysely';
import type { SiteFacts } from '../../doctor/facts.ts';
import type { Json } from '../columns.ts';

/** What the doctor found at a site last. */
export interface CheckupTable {
  site: string;
  replica: number;
  /** Which shape the facts have. */
  shape: number;
  at: ColumnType<Date, never, Date>;
  facts: Json<SiteFacts>;
}
