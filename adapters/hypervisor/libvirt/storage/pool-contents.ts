import pLimit from 'p-limit';
import { BotError } from '../../../../src/errors.ts';
import { type Client, SLOW_LANES } from '../client.ts';
import { type PoolRecord, readPools } from './pool-records.ts';
import { readVolumes, type VolumeRecord } from './volume-records.ts';

/** Milliseconds for all the volumes of a pool. */
const PATIENCE = 20_000;
/**
 * Milliseconds for which a pool that hung is not asked again: each such question keeps a worker of libvirt's busy, and
 * it has twenty (max_workers in libvirtd.conf).
 */
const REST = 60_000;

export interface Contents {
  readonly pools: readonly PoolRecord[];
  readonly volumes: readonly VolumeRecord[];
}

/** Every pool and what lies in it. A pool that does not answer delays no other and has its `problem`. */
export async function readContents(
  client: Client,
  signal: AbortSignal,
  timeoutMs = PATIENCE,
): Promise<Contents> {
  const hung = hungPools(client);
  const pools = await readPools(client, signal).catch((error: unknown) => {
    throw hung.size > 0 && isTimeout(error) ? blocked([...hung.values()]) : error;
  });
  const limit = pLimit(SLOW_LANES);
  const read = await Promise.all(
    pools.map((pool) => limit(() => readPool(client, pool, { signal, timeoutMs }))),
  );
  return {
    pools: read.map(({ pool }) => pool),
    volumes: read.flatMap(({ volumes }) => volumes),
  };
}

interface Hung {
  readonly name: string;
  readonly at: number;
}

const known = new WeakMap<Client, Map<string, Hung>>();

/** By UUID, those that hung a short while ago. */
function hungPools(client: Client): Map<string, Hung> {
  const hung = known.get(client) ?? new Map<string, Hung>();
  known.set(client, hung);
  for (const [uuid, { at }] of hung) if (Date.now() - at > REST) hung.delete(uuid);
  return hung;
}

async function readPool(
  client: Client,
  pool: PoolRecord,
  patience: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<{ readonly pool: PoolRecord; readonly volumes: readonly VolumeRecord[] }> {
  if (!pool.active) return { pool, volumes: [] };
  const hung = hungPools(client);
  if (hung.has(pool.uuid)) return silent(pool, SILENT);
  try {
    return { pool, volumes: await readVolumes(client, pool, patience) };
  } catch (error) {
    patience.signal.throwIfAborted();
    if (!(error instanceof BotError) || error.code === 'unreachable') throw error;
    if (!isTimeout(error)) return silent(pool, error.message);
    hung.set(pool.uuid, { name: pool.name, at: Date.now() });
    return silent(pool, SILENT);
  }
}

const SILENT = 'it does not answer';

/** Its figures are those of an earlier day. */
function silent({ uuid, name, type, path, active }: PoolRecord, problem: string) {
  return { pool: { uuid, name, type, path, active, problem }, volumes: [] };
}

function isTimeout(error: unknown): boolean {
  return error instanceof BotError && error.code === 'timeout';
}

/** libvirt holds a pool for as long as it reads it, and a list of pools waits for each. */
function blocked(hung: readonly Hung[]): BotError {
  const names = hung.map(({ name }) => name).join(', ');
  return new BotError('timeout', `libvirt does not tell its storage pools while ${names} hangs`, {
    hint: 'Is what it lies on reachable from its host?',
  });
}
