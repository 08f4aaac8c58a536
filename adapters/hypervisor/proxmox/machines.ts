import type { Machine } from '../../../src/hypervisor.ts';
import type { Births } from './births.ts';
import {
  type Guest,
  inSlices,
  isGuest,
  isNode,
  type Resource,
  type Resources,
} from './resources.ts';
import type { Standings } from './standing.ts';
import { lockOf, type Standing, stateOf } from './states.ts';

export interface MachineParts {
  readonly site: string;
  readonly resources: Resources;
  readonly births: Pick<Births, 'known' | 'keepOnly'>;
  readonly standings: Standings;
}

/** Every VM and container of the cluster in one call. Their birth marks are not in it. */
export function createMachines({ site, resources, births, standings }: MachineParts) {
  return async (signal: AbortSignal): Promise<readonly Machine[]> => {
    const rows = await resources.read(signal);
    const guests = rows.filter(isGuest);
    const told = await standings.of(guests, signal);
    births.keepOnly(new Set(guests.map(({ vmid }) => String(vmid))));
    const down = nodesDown(rows);
    const machines: Machine[] = [];
    await inSlices(guests, (guest) => {
      const machine = machineOf(guest, { site, down, standing: told.get(guest.vmid) });
      machines.push({ ...machine, birth: births.known(machine) });
    });
    return machines;
  };
}

interface Around {
  readonly site: string;
  readonly down: ReadonlySet<string>;
  /** Where it was asked for by itself. */
  readonly standing?: Standing | undefined;
}

/** Names and tags are as somebody typed them. */
export function machineOf(guest: Guest, { site, down, standing }: Around): Machine {
  const { node, vmid, type, maxcpu, tags, pool, template, hastate } = guest;
  const now: Standing = { ...guest, ...standing, lock: guest.lock };
  const { state, stateReason } = stateOf(now);
  const silent = state === 'unknown' && down.has(node) ? `${node} is offline` : undefined;
  return {
    site,
    host: node,
    id: String(vmid),
    birth: '',
    name: now.name || `${type === 'qemu' ? 'VM' : 'CT'} ${vmid}`,
    kind: type === 'qemu' ? 'vm' : 'container',
    state,
    stateReason: stateReason ?? silent,
    cpus: now.cpus ?? maxcpu,
    memoryBytes: now.maxmem,
    tags: tagsOf(tags),
    pool: pool || undefined,
    lock: lockOf(now),
    template: template === 1 ? true : undefined,
    ha: hastate || undefined,
  };
}

/** Parted by semicolons now, by commas or spaces in older configurations. */
export function tagsOf(text: string | undefined): readonly string[] {
  return (text ?? '').split(/[;,\s]+/).filter((tag) => tag !== '');
}

export function nodesDown(rows: readonly Resource[]): ReadonlySet<string> {
  return new Set(
    rows.filter(isNode).flatMap(({ node, status }) => (status === 'offline' ? [node] : [])),
  );
}
