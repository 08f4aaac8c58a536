import type { ColumnType, Generated } from 'kysely';
import type { Time } from '../columns.ts';

/** Whose figures they are. */
interface SeriesTable {
  id: Generated<number>;
  site: string;
  kind: 'host' | 'machine';
  /** The platform's id of a machine, the name of a host. */
  thing: string;
  birth: string;
  name: string;
  host: string;
  tags: string[];
  cpus: number | null;
}

/** Shares are 0 to 1, sizes bytes, rates bytes a second; what nobody measured is null. */
interface SampleTable {
  series: number;
  at: ColumnType<Date, never, never>;
  cpu: number | null;
  memory: number | null;
  memory_of: number | null;
  load: number | null;
  received: number | null;
  sent: number | null;
  read: number | null;
  written: number | null;
}

interface RolledUpTable extends SampleTable {
  cpu_max: number | null;
}

interface RollUpTable {
  name: string;
  until: Time;
}

/** What was measured on hosts and machines. */
export interface MetricsTables {
  series: SeriesTable;
  samples: SampleTable;
  samples_minute: RolledUpTable;
  samples_hour: RolledUpTable;
  roll_ups: RollUpTable;
}
