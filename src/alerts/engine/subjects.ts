import { keyOf } from '../../connectivity/watch/look.ts';
import type { Pool } from '../../hypervisor/storage.ts';
import type { Host, Machine } from '../../hypervisor.ts';
import { OWN_SITE, type Subject } from '../rules/signal.ts';

/** Of a host as a subject. */
export function hostKey({ site, host }: Pick<Subject, 'site' | 'host'>): string {
  return `${site}/host/${host}`;
}

export function hostSubject({ site, name }: Pick<Host, 'site' | 'name'>): Subject {
  return { key: hostKey({ site, host: name }), kind: 'host', site, host: name, name, tags: [] };
}

export function machineSubject({
  site,
  host,
  id,
  birth,
  name,
  tags,
  pool,
}: Pick<Machine, 'site' | 'host' | 'id' | 'birth' | 'name' | 'tags' | 'pool'>): Subject {
  const key = machineKey({ site, id, birth });
  return { key, kind: 'machine', site, host, name, tags, pool };
}

/** Of a machine as a subject. */
export function machineKey({ site, id, birth }: Pick<Machine, 'site' | 'id' | 'birth'>): string {
  return `${site}/machine/${id}/${birth}`;
}

/** One that several hosts share is on none of them. */
export function storageSubject(
  site: string,
  { host, name, shared = false }: Pick<Pool, 'host' | 'name' | 'shared'>,
): Subject {
  const on = shared ? '' : host;
  return { key: `${site}/storage/${on}/${name}`, kind: 'storage', site, host: on, name, tags: [] };
}

/** A machine, and what people call it. */
interface WayEnd {
  readonly machine: Pick<Machine, 'site' | 'host' | 'id' | 'birth' | 'tags' | 'pool'>;
  readonly label: string;
}

/** Stands where the other end of a way is named. */
export const ALL_OTHERS = 'all others';

/**
 * The way from one machine to another, or of one machine to all others. It is watched under a site that may be neither's,
 * and on no host unless all that are watched with it are there: so what breaks is one trouble.
 */
export function waySubject(
  site: string,
  [from, to]: readonly WayEnd[],
  all: readonly WayEnd[],
): Subject {
  const ends = [from, to].flatMap((one) => (one === undefined ? [] : [one]));
  const [{ tags = [], pool } = {}, other] = ends.map(({ machine }) => machine);
  const key = ends.map(({ machine }) => keyOf(machine)).join(' ');
  const host = from?.machine.host ?? '';
  const isAlone = all.every(({ machine }) => machine.site === site && machine.host === host);
  return {
    ...{ key: `${site}/way/${key}`, kind: 'way', site, host: isAlone ? host : '' },
    name: `${from?.label ?? ''} → ${to?.label ?? ALL_OTHERS}`,
    tags: other === undefined ? tags : tags.filter((tag) => other.tags.includes(tag)),
    pool: other === undefined || other.pool === pool ? pool : undefined,
    state: 'running',
  };
}

/** What a task is about, as far as it is known. */
export interface AboutTask extends Pick<Subject, 'site' | 'host' | 'tags'> {
  readonly id: number;
  readonly title: string;
}

export function taskSubject({ site, host, tags, id, title }: AboutTask): Subject {
  return { key: `${site}/task/${id}`, kind: 'task', site, host, name: `${id}: ${title}`, tags };
}

/** A process of the bot, by the computer that it runs on: after a new start it is the same. */
export function replicaSubject(host: string): Subject {
  return ownSubject({ key: `${OWN_SITE}/replica/${host}`, name: host });
}

/** What is about no process of it more than about another. */
export function allReplicas(): Subject {
  return ownSubject({ key: `${OWN_SITE}/replicas`, name: 'all replicas' });
}

function ownSubject(of: Pick<Subject, 'key' | 'name'>): Subject {
  return { ...of, kind: 'replica', site: OWN_SITE, host: '', tags: [] };
}

/** Whether everything that rules ask of it is as it was. */
export function isSame(a: Subject, b: Subject): boolean {
  return (
    a.host === b.host &&
    a.name === b.name &&
    a.state === b.state &&
    a.pool === b.pool &&
    a.tags.length === b.tags.length &&
    a.tags.every((tag, at) => tag === b.tags[at])
  );
}
