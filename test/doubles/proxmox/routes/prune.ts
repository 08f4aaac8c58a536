import { needAny } from '../access/who.ts';
import { refuse } from '../refusal.ts';
import { type Call, route } from '../route.ts';
import { keepOf, marks } from '../world/prune.ts';
import type { Storage, Volume } from '../world/storage.ts';
import { freeVolume, volumesAt } from '../world/volumes.ts';

const place = '/nodes/{node}/storage/{storage}/prunebackups';

export const pruneRoutes = [
  route('GET', place, preview, {
    needs: needAny('/storage/{storage}', 'Datastore.Audit', 'Datastore.AllocateSpace'),
    daemon: true,
  }),
  route('DELETE', place, prune, { daemon: true }),
];

/** Those it is about, each with its mark; every machine by itself. */
function marked({ world, node, params }: Call, storage: Storage) {
  const [vmid, type] = [params.int('vmid'), params.text('type')];
  const keep = keepOf(params.text('prune-backups') ?? storage.prune);
  const groups = Map.groupBy(
    volumesAt(world, storage.id, node)
      .filter(({ content }) => content === 'backup')
      .filter((one) => (vmid ?? one.vmid) === one.vmid && (type ?? one.subtype) === one.subtype),
    ({ subtype, vmid: owner }) => `${subtype}/${owner}`,
  );
  return [...groups.values()].flatMap((group) => [...marks(group, keep)]);
}

async function preview(call: Call) {
  const storage = await call.world.storage(call.params.need('storage'), call.node);
  return marked(call, storage).map(([{ volid, ctime, subtype, vmid }, mark]) => ({
    volid,
    ctime,
    mark,
    type: subtype,
    vmid,
  }));
}

async function prune(call: Call): Promise<string> {
  const { world, node, who, params } = call;
  const storage = await world.storage(params.need('storage'), node);
  const vmid = params.text('vmid');
  const path = `/storage/${storage.id}`;
  const isOwn = vmid !== undefined && who.may(`/vms/${vmid}`, 'VM.Backup');
  who.demand(path, isOwn ? 'Datastore.AllocateSpace' : 'Datastore.Allocate');
  if (!params.has('prune-backups') && storage.prune === undefined)
    throw refuse(`no prune-backups options configured for storage '${storage.id}'`);
  return world.begin({
    type: 'prunebackups',
    node,
    id: vmid === undefined ? storage.id : `${vmid}@${storage.id}`,
    who,
    onEnd(task) {
      const gone = marked(call, storage).filter(([, mark]) => mark === 'remove');
      for (const [{ volid }] of gone) {
        freeVolume(world, volid, node);
        task.log(`info: pruning backup '${volid}'`);
      }
    },
  });
}

/** After a backup of one machine: what its job says is kept no longer. Gives those that are gone. */
export function pruneAfter(
  { world, node }: Call,
  storage: Storage,
  vmid: number,
  keepText: string | undefined,
): readonly Volume[] | undefined {
  const keep = keepOf(keepText ?? storage.prune);
  if (keep === undefined) return;
  const own = volumesAt(world, storage.id, node).filter(
    (one) => one.content === 'backup' && one.vmid === vmid,
  );
  const gone = [...marks(own, keep)].filter(([, mark]) => mark === 'remove').map(([one]) => one);
  for (const { volid } of gone) freeVolume(world, volid, node);
  return gone;
}
