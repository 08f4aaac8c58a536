import { type Call, route } from '../route.ts';

/** What `storage.cfg` says, as far as the asker may see it. */
export const storageConfigRoutes = [route('GET', '/storage', list)];

function list({ world, who }: Call) {
  return [...world.storages.values()]
    .filter(({ id }) => who.mayAny(`/storage/${id}`, 'Datastore.Audit', 'Datastore.AllocateSpace'))
    .map(({ id, type, content, shared, nodes, chained }) => ({
      storage: id,
      type,
      content: content.join(','),
      digest: '0123456789abcdef0123456789abcdef01234567',
      ...(shared && { shared: 1 }),
      ...(nodes !== undefined && { nodes: nodes.join(',') }),
      ...(chained && { 'snapshot-as-volume-chain': 1 }),
    }));
}
