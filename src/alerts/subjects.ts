import type { Host, Machine } from '../hypervisor.ts';
import { hostKey } from './engine.ts';
import type { Subject } from './signal.ts';

export function hostSubject({ site, name }: Host): Subject {
  return { key: hostKey({ site, host: name }), kind: 'host', site, host: name, name, tags: [] };
}

export function machineSubject({ site, host, id, birth, name, tags, pool }: Machine): Subject {
  const key = `${site}/machine/${id}/${birth}`;
  return { key, kind: 'machine', site, host, name, tags, pool };
}
