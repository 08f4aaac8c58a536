import { need, type Who } from '../access/who.ts';
import { invalid } from '../refusal.ts';
import { type Call, route } from '../route.ts';
import { figuresOf, maxima } from '../world/figures.ts';
import { type Guest, isTemplate, nameOf } from '../world/guest.ts';
import type { Node, World } from '../world/world.ts';
import { nodeEntry } from './nodes.ts';

export const clusterRoutes = [
  route('GET', '/cluster/resources', resources),
  route('GET', '/cluster/nextid', nextId),
  route('GET', '/cluster/status', status, {
    needs: need('/', 'Sys.Audit'),
    daemon: true,
  }),
  route('GET', '/cluster/options', options, { needs: need('/', 'Sys.Audit') }),
];

function resources({ world, who, params }: Call) {
  look(world);
  const type = params.text('type');
  const lists: Record<string, () => readonly object[]> = {
    pool: () => (type === undefined ? pools(world, who) : []),
    vm: () => guestEntries(world, who),
    node: () => [...world.nodes.values()].map((node) => nodeEntry(world, who, node)),
    storage: () => storages(world, who),
    sdn: () => (type === undefined ? zones(world, who) : []),
  };
  return Object.entries(lists).flatMap(([name, list]) =>
    type === undefined || type === name ? list() : [],
  );
}

/** pvestatd looks every so often; between that the answer has the same figures, `status` among them. */
const lookedAt = new WeakMap<World, number>();

function look(world: World): void {
  const now = world.now();
  const last = lookedAt.get(world);
  if (last !== undefined && now - last < world.pace.statMs) return;
  lookedAt.set(world, now);
  for (const guest of world.guests.values()) {
    if (world.faults.downNodes.has(guest.node)) delete guest.told;
    else guest.told = { name: nameOf(guest), ...figuresOf(guest, now), ...maxima(guest) };
  }
}

/** Its machines as they were when pvestatd looked last. */
export function guestEntries(world: World, who: Who) {
  look(world);
  return [...world.guests.values()]
    .filter(({ vmid }) => who.may(`/vms/${vmid}`, 'VM.Audit'))
    .map(guestEntry);
}

function guestEntry(guest: Guest) {
  const { vmid, kind, node, config, pool, ha, told } = guest;
  return {
    id: `${kind}/${vmid}`,
    type: kind,
    vmid,
    node,
    template: isTemplate(guest) ? 1 : 0,
    ...(told === undefined ? { status: 'unknown' } : told),
    ...(config['tags'] !== undefined && { tags: config['tags'] }),
    ...(config['lock'] !== undefined && { lock: config['lock'] }),
    ...(pool !== undefined && { pool }),
    ...(ha !== undefined && { hastate: ha }),
  };
}

function pools(world: World, who: Who) {
  return [...world.pools.keys()]
    .filter((id) => who.may(`/pool/${id}`, 'Pool.Audit'))
    .map((id) => {
      const members = [...world.guests.values()].filter(({ pool }) => pool === id);
      const sum = (read: (guest: Guest) => number) =>
        members.reduce((total, guest) => total + read(guest), 0);
      return {
        id: `/pool/${id}`,
        type: 'pool',
        pool: id,
        ...(members.length > 0 && {
          cpu: sum(({ told }) => told?.cpu ?? 0),
          maxcpu: sum((guest) => maxima(guest).maxcpu),
          mem: sum(({ told }) => told?.mem ?? 0),
          maxmem: sum((guest) => maxima(guest).maxmem),
          uptime: Math.max(...members.map(({ told }) => told?.uptime ?? 0)),
        }),
      };
    });
}

function storages(world: World, who: Who) {
  return [...world.storages.values()]
    .filter(({ id }) => who.mayAny(`/storage/${id}`, 'Datastore.Audit', 'Datastore.AllocateSpace'))
    .flatMap((storage) =>
      [...world.nodes.values()]
        .filter(({ name }) => storage.nodes?.includes(name) !== false)
        .map(({ name }) => ({
          id: `storage/${name}/${storage.id}`,
          type: 'storage',
          storage: storage.id,
          node: name,
          status: isReachable(world, storage.id, name) ? 'available' : 'unknown',
          plugintype: storage.type,
          shared: storage.shared ? 1 : 0,
          content: storage.content.join(','),
          disk: storage.used,
          maxdisk: storage.bytes,
        })),
    );
}

function isReachable({ faults }: World, storage: string, node: string): boolean {
  return !(faults.hangingStorages.has(storage) || faults.downNodes.has(node));
}

function zones(world: World, who: Who) {
  if (!who.may('/sdn/zones/localnetwork', 'SDN.Audit')) return [];
  return [...world.nodes.values()].map(({ name }: Node) => ({
    id: `network/${name}/zone/localnetwork`,
    type: 'network',
    network: 'localnetwork',
    'network-type': 'zone',
    node: name,
    status: 'ok',
  }));
}

function nextId({ world, params }: Call) {
  const wanted = params.int('vmid');
  if (wanted !== undefined && world.guests.has(wanted))
    throw invalid({ vmid: `VM ${wanted} already exists` });
  let free = wanted ?? 100;
  while (world.guests.has(free)) free += 1;
  return String(free);
}

function status({ world, node }: Call) {
  const nodes = [...world.nodes.values()];
  const list = nodes.map(({ name, id }) => ({
    id: `node/${name}`,
    type: 'node',
    name,
    nodeid: nodes.length === 1 ? 0 : id,
    ip: `10.10.10.${id}`,
    local: name === node ? 1 : 0,
    online: world.faults.downNodes.has(name) ? 0 : 1,
    level: '',
  }));
  if (nodes.length === 1) return list;
  const quorate = world.faults.noQuorum ? 0 : 1;
  return [
    { id: 'cluster', type: 'cluster', name: 'lab', nodes: nodes.length, quorate, version: 3 },
    ...list,
  ];
}

function options({ world }: Call) {
  const tags = [...world.guests.values()].flatMap(({ config }) =>
    String(config['tags'] ?? '')
      .split(';')
      .filter(Boolean),
  );
  const known = [...new Set(tags)].toSorted((a, b) => a.localeCompare(b));
  return { mac_prefix: 'BC:24:11', description: '', 'allowed-tags': known };
}
