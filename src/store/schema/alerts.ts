import type { ColumnType, Generated } from 'kysely';
import type { SavedCase } from '../../alerts/engine/saved.ts';
import type { Acknowledged, Incident } from '../../alerts/incident.ts';
import type { Reached } from '../../alerts/reach/reached.ts';
import type { Actor, Place } from '../../chat.ts';
import type { Paged } from '../../webhooks/turns.ts';
import type { Defaulted, Json, Time } from '../columns.ts';

interface IncidentTable {
  number: Generated<number>;
  id: string;
  site: string;
  state: Incident['state'];
  started_at: Time;
  ended_at: Time | null;
  changed_at: ColumnType<Date, Date | undefined, Date>;
  /** As it is shown. */
  shown: Json<Incident>;
  /** As whoever polls the site next goes on with it. */
  working: Json<SavedCase>;
  /** Where it was told. */
  places: ColumnType<readonly Place[], string | undefined, string>;
  /** How many times something was said of it. */
  said: Generated<number>;
  acknowledged: Json<Acknowledged> | null;
  /** What each webhook was told of it last, by its name. */
  paged: Json<Readonly<Record<string, Paged>>> | null;
  /** Whom it reached, besides its places. */
  reach: Json<Omit<Reached, 'told'>> | null;
}

interface HeldBackTable {
  incident: number;
  /** As `slack:C0OPS`. */
  place_key: string;
  place: Json<Place>;
  /** When the quiet hours there end. */
  until: Time;
}

interface SilenceTable {
  number: Generated<number>;
  selector: string;
  signal: Incident['signal'] | null;
  starts_at: Time;
  ends_at: Time;
  reason: string;
  made_by: Json<Actor>;
  made_at: Defaulted;
  ended_by: Json<Actor> | null;
}

interface DigestTable {
  /** In its zone: `2026-11-27`. */
  day: string;
  told_at: Defaulted;
}

export interface AlertTables {
  incidents: IncidentTable;
  digests: DigestTable;
  silences: SilenceTable;
  held_back: HeldBackTable;
}
