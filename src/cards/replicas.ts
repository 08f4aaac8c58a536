import type { Card, Field } from '../card.ts';
import { ago, count } from '../format.ts';
import { shortHash } from '../replicas/stance.ts';
import type { ReplicaInfo, ReplicaList } from '../store/replicas/list.ts';

/** The processes that work on one store: those that run, and those that went within the hour. */
export function replicaListCard({ replicas, policy, now }: ReplicaList): Card {
  const live = replicas.filter((one) => one.live && !one.client);
  const others = live.filter((one) => !hasPolicy(one, policy?.hash));
  const lost = others.length > 0;
  return {
    title: `${count(live.length, 'replica')} of the bot`,
    tone: lost ? 'warning' : undefined,
    blocks: [
      {
        type: 'table',
        columns: [
          { label: 'Replica' },
          { label: 'State' },
          { label: 'Up' },
          { label: 'Seen' },
          { label: 'Reaches' },
          { label: 'Alone does' },
          { label: 'Policy' },
          { label: 'Runs' },
        ],
        rows: replicas.map((one) => rowOf(one, policy?.hash, now)),
      },
      ...(policy ? [{ type: 'fields', fields: [inForce(policy, now)] } as const] : []),
    ],
  };
}

function inForce(policy: NonNullable<ReplicaList['policy']>, now: number): Field {
  const { hash, host, at } = policy;
  return { label: 'Policy in force', value: `${shortHash(hash)}, from ${host}, ${ago(at, now)}` };
}

function rowOf(one: ReplicaInfo, hash: string | undefined, now: number) {
  const { id, host, pid, version, upSince, lastSeen, seats, running, atOnce } = one;
  return [
    `${id} on ${host}${version === undefined ? '' : `, ${version}`} (process ${pid})`,
    stateOf(one, hash),
    ago(upSince, now).replace(/ ago$/, ''),
    ago(lastSeen, now),
    reachOf(one),
    seats.join(', ') || 'nothing',
    one.policy === undefined ? 'none' : shortHash(one.policy),
    atOnce === undefined || one.client ? String(running) : `${running} of ${atOnce}`,
  ];
}

function stateOf(one: ReplicaInfo, hash: string | undefined) {
  if (!one.live) return { text: 'gone', tone: 'neutral' } as const;
  if (one.client) return { text: 'one command', tone: 'neutral' } as const;
  if (hasPolicy(one, hash)) return { text: 'works', tone: 'success' } as const;
  return { text: 'takes nothing new', tone: 'warning' } as const;
}

function reachOf({ sites, unreached }: ReplicaInfo): string {
  const told = sites.map((site) => (unreached.includes(site) ? `${site} (does not answer)` : site));
  return told.join(', ') || 'no site';
}

/** One from before policies were known has none, and works. */
function hasPolicy({ policy }: ReplicaInfo, hash: string | undefined): boolean {
  return policy === undefined || policy === hash;
}
