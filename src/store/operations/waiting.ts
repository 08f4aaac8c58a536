import { type Kysely, sql } from 'kysely';
import { span } from '../../format.ts';
import { alive } from '../replicas/replicas.ts';
import type { Tables } from '../schema.ts';

/** A replica, as far as it matters to what waits for one. */
interface Candidate {
  readonly host: string;
  readonly sites: readonly string[];
  readonly unreached: readonly string[];
  readonly live: boolean;
  readonly full: boolean;
  /** It has loaded the policy in force. */
  readonly current: boolean;
  readonly silentMs: number;
}

/** The replicas that run, and those that have gone within the hour, the last seen first. */
export async function candidates(db: Kysely<Tables>): Promise<readonly Candidate[]> {
  const { rows } = await sql<Candidate>`
    with active as (select hash from policies order by published_at desc limit 1)
    select host, sites, unreached, ${alive(sql.ref('replicas.id'))} as live,
      coalesce(policy = (select hash from active), true) as current,
      coalesce(at_once <= (select count(*) from operations
        where owner = replicas.id and state = 'running' and cardinality(operations.sites) > 0), false) as full,
      (extract(epoch from now() - seen_at) * 1000)::float8 as "silentMs"
    from replicas where not client order by seen_at desc`.execute(db);
  return rows;
}

/** Why nobody takes an operation that nothing stands in the way of; begins with `because` or `for`. */
export function whyUntaken(sites: readonly string[], all: readonly Candidate[]): string {
  const named = sites.join(' and ');
  const having = all.filter((one) => sites.every((site) => one.sites.includes(site)));
  const live = having.filter((one) => one.live);
  const able = live.filter(({ unreached }) => !sites.some((site) => unreached.includes(site)));
  if (live.length === 0) return `because no replica reaches ${named}; ${whoDid(having)}`;
  if (!live.some(({ current }) => current)) {
    return `because no replica that reaches ${named} has the policy in force`;
  }
  if (live.every(({ full, current }) => full || !current)) {
    return `because every replica that reaches ${named} carries out as many tasks as it may`;
  }
  return able.length === 0
    ? `because ${named} does not answer any replica`
    : `for a replica that reaches ${named}, which takes it in a moment`;
}

function whoDid([last]: readonly Candidate[]): string {
  if (!last) return 'none has within the last hour';
  return `one that did, host ${last.host}, was last seen ${span(last.silentMs)} ago`;
}
