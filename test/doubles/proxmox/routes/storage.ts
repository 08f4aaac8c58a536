import { need, needAny, type Who } from '../access/who.ts';
import { refuse } from '../refusal.ts';
import { type Call, route } from '../route.ts';
import type { Storage } from '../world/storage.ts';
import { isOfFiles, usedBytes } from '../world/volumes.ts';
import type { World } from '../world/world.ts';

const read = {
  needs: needAny('/storage/{storage}', 'Datastore.Audit', 'Datastore.AllocateSpace'),
  daemon: true,
};

export const storageRoutes = [
  route('GET', '/storage', configured),
  route('GET', '/storage/{storage}', oneConfigured, {
    needs: need('/storage/{storage}', 'Datastore.Allocate'),
  }),
  route('GET', '/nodes/{node}/storage', list, { daemon: true }),
  route('GET', '/nodes/{node}/storage/{storage}/status', status, read),
];

function visible(who: Who, { id }: Storage): boolean {
  return who.mayAny(`/storage/${id}`, 'Datastore.Audit', 'Datastore.AllocateSpace');
}

function configured({ world, who, params }: Call) {
  const type = params.text('type');
  return [...world.storages.values()]
    .filter((storage) => visible(who, storage) && (type ?? storage.type) === storage.type)
    .map(configuration);
}

function oneConfigured({ world, params }: Call) {
  const id = params.need('storage');
  const found = world.storages.get(id);
  if (found === undefined) throw refuse(`storage '${id}' does not exist`);
  return configuration(found);
}

function configuration(storage: Storage) {
  const { id, type, content, shared, nodes, enabled, prune, chained } = storage;
  return {
    storage: id,
    type,
    content: content.join(','),
    digest: '0000000000000000000000000000000000000000',
    ...(chained && { 'snapshot-as-volume-chain': 1 }),
    ...(type === 'dir' && { path: '/var/lib/vz' }),
    ...(type === 'nfs' && { path: `/mnt/pve/${id}`, server: '10.10.10.9', export: '/srv/nas' }),
    ...(type === 'lvmthin' && { vgname: 'pve', thinpool: 'data' }),
    ...(type === 'zfspool' && { pool: id, sparse: 1 }),
    ...(shared && { shared: 1 }),
    ...(nodes !== undefined && { nodes: nodes.join(',') }),
    ...(!enabled && { disable: 1 }),
    ...(prune !== undefined && { 'prune-backups': prune }),
  };
}

/** One that hangs keeps all of them from being told. */
async function list({ world, who, node, params }: Call) {
  const wanted = (params.text('content') ?? '').split(/[,;\s]+/).filter(Boolean);
  const only = params.text('storage');
  const shown = [...world.storages.values()]
    .filter((storage) => visible(who, storage) && storage.nodes?.includes(node) !== false)
    .filter(({ id }) => (only ?? id) === id)
    .filter(({ enabled }) => enabled || !params.flag('enabled'))
    .filter(({ content }) => wanted.every((each) => content.includes(each)));
  for (const { id, enabled, online } of shown) if (enabled && online) await world.storage(id, node);
  return shown.map((storage) => ({
    storage: storage.id,
    ...figures(world, storage, node),
    used_fraction: storage.online ? usedBytes(world, storage, node) / storage.bytes : 0,
    ...(params.flag('format') && { formats: formatsOf(storage) }),
  }));
}

function formatsOf({ type }: Storage) {
  const supported = isOfFiles(type) ? ['qcow2', 'raw', 'vmdk'] : ['raw'];
  return { default: supported[0], supported };
}

/** Of one that is not there: zeros, and `active` 0. */
function figures(world: World, storage: Storage, node: string) {
  const { type, content, shared, enabled, online, bytes } = storage;
  const isActive = enabled && online;
  const used = usedBytes(world, storage, node);
  return {
    type,
    content: content.join(','),
    shared: shared ? 1 : 0,
    enabled: enabled ? 1 : 0,
    active: isActive ? 1 : 0,
    total: isActive ? bytes : 0,
    used: isActive ? used : 0,
    avail: isActive ? Math.max(0, bytes - used) : 0,
  };
}

async function status({ world, node, params }: Call) {
  const id = params.need('storage');
  const found = world.storages.get(id);
  if (found?.enabled === true && found.online) await world.storage(id, node);
  if (found === undefined) throw refuse(`storage '${id}' does not exist`);
  return figures(world, found, node);
}
