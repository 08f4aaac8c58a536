import { type Kysely, sql } from 'kysely';
import type { Tables } from '../schema.ts';
import type { Published } from './policies.ts';
import { alive, LEASE_SECONDS } from './replicas.ts';

/** What a process says of itself every other second. */
export interface Report {
  /** Those of its sites that did not answer it last. */
  readonly unreached: readonly string[];
}

export interface Reported {
  /** The policy in force. */
  readonly policy?: Published | undefined;
  /** Those of the unreached that another running replica reaches, as far as it has asked: its work is for that one. */
  readonly better: readonly string[];
  /** Whether another running replica has the policy in force. */
  readonly carried: boolean;
}

/** Says that this process lives and what it reaches, and hears what it has to know of the others, in one question. */
export async function report(
  db: Kysely<Tables>,
  me: number,
  { unreached }: Report,
): Promise<Reported> {
  const other = sql<boolean>`id <> ${me} and not client
    and seen_at > now() - make_interval(secs => ${LEASE_SECONDS})
    and policy is not distinct from coalesce((select hash from active), policy)
    and ${alive(sql.ref('replicas.id'))}`;
  const { rows } = await sql<Pick<Reported, 'better' | 'carried'> & Nullable>`
    with said as (
      update replicas set seen_at = now(), unreached = ${[...unreached]}::text[] where id = ${me}),
    active as (select hash, host, published_at from policies order by published_at desc limit 1)
    select (select hash from active), (select host from active), (select published_at from active) as at,
      exists (select from replicas where ${other}) as carried,
      array(select site from unnest(${[...unreached]}::text[]) as site where exists (
        select from replicas where ${other}
          and site = any(sites) and not site = any(unreached))) as better`.execute(db);
  const [row] = rows;
  const { better = [], carried = false } = row ?? {};
  if (!row || row.hash === null) return { better, carried };
  return { policy: { hash: row.hash, host: row.host, at: +row.at }, better, carried };
}

interface Nullable {
  readonly hash: string | null;
  readonly host: string;
  readonly at: Date;
}
