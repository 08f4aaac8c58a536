import type { ColumnType, Generated } from 'kysely';
import type { Actor } from '../../chat.ts';
import type { Defaulted, Json, Time } from '../columns.ts';

interface GrantTable {
  platform: string;
  person: string;
  name: string;
  role: string;
  /** Empty for everything. */
  selector: Generated<string>;
  granted_by: Json<Actor>;
  granted_at: ColumnType<Date, never, Date>;
}

interface AccessRequestTable {
  platform: string;
  person: string;
  name: string;
  role: string;
  asked_at: ColumnType<Date, Date | undefined, Date>;
}

/** Only the code's hash: who reads the database cannot use it. */
interface ClaimCodeTable {
  hash: string;
  made_at: Defaulted;
  expires_at: Time;
  used_at: Time | null;
  used_by: Json<Actor> | null;
}

interface LinkTable {
  platform: string;
  person: string;
  name: string;
  first_platform: string;
  first_person: string;
  first_name: string;
  linked_at: Defaulted;
}

/** Only the code's hash, as with {@link ClaimCodeTable}. */
interface LinkCodeTable {
  hash: string;
  platform: string;
  person: string;
  name: string;
  made_at: Defaulted;
  expires_at: Time;
  taken_by: Json<Actor> | null;
  used_at: Time | null;
}

interface StandInTable {
  number: Generated<number>;
  rota: string;
  person: string;
  starts_at: Time;
  ends_at: Time;
  made_by: Json<Actor>;
  made_at: Defaulted;
  ended_at: Time | null;
}

/** Who may do what, as it was granted and claimed; who is whom; who has whose turn on call. */
export interface AccessTables {
  grants: GrantTable;
  access_requests: AccessRequestTable;
  claim_codes: ClaimCodeTable;
  links: LinkTable;
  link_codes: LinkCodeTable;
  stand_ins: StandInTable;
}
