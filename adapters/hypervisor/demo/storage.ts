import { BotError } from '../../../src/errors.ts';
import type { Pool, Storage, Volume } from '../../../src/hypervisor/storage.ts';
import type { Connection } from './connect.ts';
import type { Scene } from './world/backup-task.ts';
import type { Stored } from './world/files.ts';
import { capacityOf, freeIn, pools, type SeedPool, storedIn } from './world/pools.ts';
import { sceneAt } from './world/world.ts';

export function createStorage(connection: Connection): Storage {
  const scene = () => sceneAt(connection.look(), Date.now());
  return {
    async pools(signal) {
      signal.throwIfAborted();
      const now = scene();
      return pools.map((pool) => describe(now, pool));
    },
    async volumes({ host, name }, signal) {
      signal.throwIfAborted();
      const found = pools.find((pool) => pool.host === host && pool.name === name);
      if (!found) throw new BotError('not-found', `${host} has no pool ${name}`);
      return storedIn(scene(), found).map(volume);
    },
  };
}

function describe(scene: Scene, pool: SeedPool): Pool {
  const { host, name, type } = pool;
  const capacityBytes = capacityOf(scene, pool);
  const freeBytes = freeIn(scene, pool);
  const promised = storedIn(scene, pool).map((one) => one.capacityBytes ?? one.bytes);
  return {
    host,
    name,
    type,
    active: true,
    capacityBytes,
    usedBytes: capacityBytes - freeBytes,
    freeBytes,
    ...(name !== 'media' && { promisedBytes: promised.reduce((sum, bytes) => sum + bytes, 0) }),
  };
}

const says: Record<Stored['what'], string | undefined> = {
  disk: 'disk',
  memory: 'saved memory',
  seed: 'cloud-init',
  image: undefined,
  orphan: undefined,
};

function volume({ path, bytes, capacityBytes, what, machine }: Stored): Volume {
  const name = path.slice(path.indexOf(':') + 1);
  const kind = name.endsWith('.iso') ? 'installation medium' : 'image for new machines';
  return {
    name,
    path,
    bytes,
    capacityBytes,
    machines: machine === undefined ? [] : [machine],
    says: what === 'image' ? kind : says[what] && `${says[what]} of ${machine}`,
  };
}
