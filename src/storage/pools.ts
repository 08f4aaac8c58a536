import { storageOf } from '../capability.ts';
import type { Block, Card, Cell } from '../card.ts';
import { typed } from '../cards/typed.ts';
import type { CommandContext, ResolvedHost } from '../command.ts';
import { BotError } from '../errors.ts';
import { bytes, bytesOf, count, percent } from '../format.ts';
import type { Pool, Volume } from '../hypervisor/storage.ts';
import type { Hypervisor } from '../hypervisor.ts';
import { clip } from '../line/clip.ts';
import { listed } from '../line/usage.ts';
import { orphanWords, volumeTable } from './volumes.ts';

/** Fuller than this needs a look. */
const FULL = 0.9;

interface SitePools {
  readonly hypervisor: Hypervisor;
  readonly pools: readonly Pool[];
  /** Why there are none to show. */
  readonly problem?: string | undefined;
}

/** A row for each pool of the host, or of every site that tells its own. */
export async function poolsCard(
  host: ResolvedHost | undefined,
  { fleet, signal }: CommandContext,
): Promise<Card> {
  if (host) storageOf(host.hypervisor);
  const sites = host ? [host.hypervisor] : fleet.sites.filter(({ storage }) => storage);
  const found = await Promise.all(sites.map((hypervisor) => ask(hypervisor, signal)));
  const rows = found.flatMap(({ hypervisor, pools }) =>
    pools
      .filter((pool) => host === undefined || pool.host === host.host.name)
      .map((pool) => ({ pool, site: hypervisor.site.name })),
  );
  const problems = found.flatMap(({ hypervisor, problem }) =>
    problem === undefined ? [] : [`${hypervisor.site.name}: ${problem}`],
  );
  const tight = rows.some(({ pool }) => isTight(pool) || pool.problem !== undefined);
  const [first] = rows;
  return {
    title: `${count(rows.length, 'storage pool')}${host ? ` on ${host.host.name}` : ''}`,
    tone: tight || problems.length > 0 ? 'warning' : undefined,
    blocks: [
      ...(problems.length > 0 ? [{ type: 'text', text: problems.join('\n') } as const] : []),
      ...(rows.length > 0 ? [table(rows, found.length > 1)] : []),
    ],
    actions: first
      ? [
          {
            label: `What is on ${first.pool.name}`,
            command: typed('host storage', `${first.site}/${first.pool.host}`, first.pool.name),
          },
        ]
      : [],
  };
}

async function ask(hypervisor: Hypervisor, signal: AbortSignal): Promise<SitePools> {
  try {
    return { hypervisor, pools: await storageOf(hypervisor).pools(signal) };
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    return { hypervisor, pools: [], problem: error.message };
  }
}

function table(
  rows: readonly { readonly pool: Pool; readonly site: string }[],
  many: boolean,
): Block {
  return {
    type: 'table',
    columns: [
      { label: 'Pool' },
      { label: 'Host' },
      { label: 'Type' },
      { label: 'Used', align: 'right' },
      { label: 'Free', align: 'right' },
      { label: 'Promised', align: 'right' },
      ...(many ? [{ label: 'Site' }] : []),
    ],
    rows: rows.map(({ pool, site }): Cell[] => [
      poolCell(pool),
      pool.host,
      pool.type,
      bytesOf(pool.usedBytes, pool.capacityBytes),
      freeCell(pool),
      promisedCell(pool),
      ...(many ? [site] : []),
    ]),
  };
}

function poolCell({ name, active, problem }: Pool): Cell {
  if (!active) return { text: `${name} (inactive)`, tone: 'warning' };
  return problem === undefined ? name : { text: `${name}: ${problem}`, tone: 'danger' };
}

function isTight({ capacityBytes, freeBytes }: Pool): boolean {
  if (capacityBytes === undefined || freeBytes === undefined) return false;
  return freeBytes < (1 - FULL) * capacityBytes;
}

function freeCell(pool: Pool): Cell {
  const text = bytes(pool.freeBytes);
  return isTight(pool) ? { text, tone: 'danger' } : text;
}

/** More promised than there is: it fills up when the guests write what they may. */
function promisedCell({ promisedBytes, capacityBytes }: Pool): Cell {
  if (promisedBytes === undefined || capacityBytes === undefined || capacityBytes === 0) {
    return bytes(promisedBytes);
  }
  const part = promisedBytes / capacityBytes;
  const text = `${bytes(promisedBytes)} (${percent(part)})`;
  return part > 1 ? { text, tone: 'warning' } : text;
}

/** What holds the space of one pool, largest first. */
export async function poolCard(
  { host, hypervisor }: ResolvedHost,
  word: string,
  { signal }: CommandContext,
): Promise<Card> {
  const storage = storageOf(hypervisor);
  const pools = (await storage.pools(signal)).filter((pool) => pool.host === host.name);
  const pool = pools.find(({ name }) => name === word);
  if (pool === undefined) {
    throw new BotError('not-found', `${host.name} has no pool ${clip(word)}`, {
      hint: pools.length > 0 ? `It has ${listed(pools.map(({ name }) => name))}.` : 'It has none.',
    });
  }
  const volumes = await storage.volumes(pool, signal);
  return {
    title: `${pool.name} on ${host.name}: ${count(volumes.length, 'volume')}`,
    tone: isTight(pool) ? 'warning' : undefined,
    blocks: [{ type: 'fields', fields: poolFields(pool) }, ...holders(volumes)],
  };
}

function poolFields(pool: Pool) {
  const promised = promisedCell(pool);
  return [
    { label: 'Type', value: pool.type },
    ...(pool.path === undefined ? [] : [{ label: 'Path', value: pool.path }]),
    { label: 'Used', value: bytesOf(pool.usedBytes, pool.capacityBytes) },
    {
      label: 'Free',
      value: bytes(pool.freeBytes),
      tone: isTight(pool) ? ('danger' as const) : undefined,
    },
    {
      label: 'Promised',
      ...(typeof promised === 'object' && 'text' in promised
        ? { value: `${promised.text}: more than there is`, tone: promised.tone }
        : { value: promised }),
    },
  ];
}

function holders(volumes: readonly Volume[]): readonly Block[] {
  const orphans = orphanWords(volumes);
  return [
    ...(orphans === undefined ? [] : [{ type: 'text', text: orphans } as const]),
    ...(volumes.length > 0 ? [volumeTable(volumes)] : []),
  ];
}
