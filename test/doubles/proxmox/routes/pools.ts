import { need } from '../access/who.ts';
import { refuse } from '../refusal.ts';
import { type Call, route } from '../route.ts';
import { demandQuorum } from '../world/quorum.ts';
import type { Pool, World } from '../world/world.ts';
import { guestEntries } from './cluster.ts';

const allocate = { needs: need('/pool/{poolid}', 'Pool.Allocate'), daemon: true };

export const poolRoutes = [
  route('GET', '/pools', list),
  route('GET', '/pools/{poolid}', (call) => withMembers(call, poolOf(call))),
  route('POST', '/pools', create, allocate),
  route('PUT', '/pools', update, allocate),
  route('DELETE', '/pools', remove, allocate),
];

function poolOf({ world, who, params }: Call): Pool {
  const id = params.need('poolid');
  who.demand(`/pool/${id}`, 'Pool.Audit');
  return existing(world, id);
}

function existing({ pools }: World, id: string): Pool {
  const pool = pools.get(id);
  if (pool === undefined) throw refuse(`pool '${id}' does not exist`);
  return pool;
}

function list(call: Call) {
  const { world, who, params } = call;
  if (params.has('poolid')) return [withMembers(call, poolOf(call))];
  return [...world.pools.values()]
    .filter(({ id }) => who.may(`/pool/${id}`, 'Pool.Audit'))
    .map(described);
}

function described({ id, comment }: Pool) {
  return { poolid: id, ...(comment !== undefined && { comment }) };
}

/** Its members; their tags are not told here. */
function withMembers({ world, who }: Call, pool: Pool) {
  const members = guestEntries(world, who)
    .filter((entry) => entry.pool === pool.id)
    .map(({ pool: _, tags: __, ...entry }) => entry);
  return { ...described(pool), members };
}

function create({ world, params }: Call): undefined {
  demandQuorum(world);
  const id = params.need('poolid');
  if (world.pools.has(id)) throw refuse(`create pool failed: pool '${id}' already exists`);
  world.pools.set(id, { id, comment: params.text('comment'), storages: new Set() });
}

function update({ world, who, params }: Call): undefined {
  demandQuorum(world);
  const pool = existing(world, params.need('poolid'));
  const isRemoval = params.flag('delete');
  for (const vmid of wordsOf(params.text('vms'))) {
    who.demandAny(`/vms/${vmid}`, 'VM.Allocate', 'Permissions.Modify');
    place(world, pool, Number(vmid), isRemoval, params.flag('allow-move'));
  }
  for (const storage of wordsOf(params.text('storage'))) {
    if (isRemoval) pool.storages.delete(storage);
    else pool.storages.add(storage);
  }
  if (params.has('comment')) pool.comment = params.text('comment');
}

function place(world: World, pool: Pool, vmid: number, isRemoval: boolean, mayMove: boolean): void {
  const guest = world.guests.get(vmid);
  const failed = 'update pools failed:';
  if (guest === undefined) throw refuse(`${failed} virtual machine ${vmid} does not exist`);
  if (isRemoval) {
    if (guest.pool !== pool.id) throw refuse(`${failed} VM ${vmid} is not a pool member`);
    guest.pool = undefined;
    return;
  }
  if (guest.pool === pool.id) throw refuse(`${failed} VM ${vmid} is already a pool member`);
  if (guest.pool !== undefined && !mayMove)
    throw refuse(
      `${failed} VM ${vmid} belongs already to pool '${guest.pool}' and 'allow-move' is not set`,
    );
  guest.pool = pool.id;
}

function wordsOf(list: string | undefined): readonly string[] {
  return (list ?? '').split(/[,;\s]+/).filter(Boolean);
}

function remove({ world, params }: Call): undefined {
  demandQuorum(world);
  const pool = existing(world, params.need('poolid'));
  const hasMembers = [...world.guests.values()].some((guest) => guest.pool === pool.id);
  if (hasMembers || pool.storages.size > 0)
    throw refuse(`delete pool failed: pool '${pool.id}' is not empty`);
  world.pools.delete(pool.id);
}
