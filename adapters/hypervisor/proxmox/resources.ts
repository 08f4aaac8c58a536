import { setImmediate as turn } from 'node:timers/promises';
import { coalesce } from '../../../src/flow/coalesce.ts';
import { unlessAborted } from '../../../src/flow/wait.ts';
import type { RowsClient } from './client/client.ts';
import { isFigure } from './row.ts';

/** `/cluster/resources`: all guests, nodes and storages of the cluster in one call, asked once for all who want it. */
export interface Resources {
  /** What is so after this call. */
  read(signal: AbortSignal): Promise<readonly Resource[]>;
  /** The last answer if it is no older than so many milliseconds, else what is so after this call. */
  within(ms: number, signal: AbortSignal): Promise<readonly Resource[]>;
  /** The last answer, however old. */
  peek(): readonly Resource[];
}

/** As Proxmox gives it, only what is read. Flags are 0 and 1. */
export type Resource = Partial<Row> & Pick<Row, 'id' | 'type'>;
type Row = Readonly<NonNullable<ReturnType<typeof resourceOf>>>;

/** Rows looked at in one go: about a millisecond. */
const SLICE = 1_000;
/** Milliseconds for an answer, so that a list has time left for a second entry point (its own limit is 8 s). */
const DEADLINE_MS = 6_000;

/** Puts into the rows what the list does not say yet. */
type Amend = (rows: readonly Resource[], signal: AbortSignal) => Promise<readonly Resource[]>;

export function createResources(
  client: RowsClient,
  amend: Amend = async (rows) => rows,
): Resources {
  let last: readonly Resource[] = [];
  let lastAt = Number.NEGATIVE_INFINITY;
  const ask = coalesce(async () => {
    const begun = performance.now();
    const signal = AbortSignal.timeout(2 * DEADLINE_MS);
    const options = { signal, deadlineMs: DEADLINE_MS };
    const rows = await resourcesOf(await client.rows('/cluster/resources', options));
    last = await amend(rows, signal);
    lastAt = begun;
    return last;
  });
  // Whoever asks before the question is sent shares it: a list wants machines and their figures at once.
  let gathering: Promise<readonly Resource[]> | undefined;
  const gather = async () => {
    await turn();
    gathering = undefined;
    return ask();
  };
  const read = async (signal: AbortSignal) => {
    signal.throwIfAborted();
    gathering ??= gather();
    return unlessAborted(gathering, signal);
  };
  return {
    read,
    peek: () => last,
    async within(ms, signal) {
      if (gathering === undefined && performance.now() - lastAt <= ms) {
        signal.throwIfAborted();
        return last;
      }
      return read(signal);
    },
  };
}

/** A row that is none keeps no other from being one. The event loop turns between two slices. */
export async function resourcesOf(rows: readonly unknown[]): Promise<readonly Resource[]> {
  const found: Resource[] = [];
  await inSlices(rows, (row) => {
    const resource = resourceOf(row);
    if (resource) found.push(resource);
  });
  return found;
}

/** By hand: a schema takes ten times as long, for ten thousand rows a whole blink of the eye. */
function resourceOf(row: unknown) {
  if (!isRecord(row)) return undefined;
  const { id, type } = row;
  if (typeof id !== 'string' || typeof type !== 'string') return undefined;
  return {
    id,
    type,
    node: text(row['node']),
    vmid: figure(row['vmid']),
    name: text(row['name']),
    status: text(row['status']),
    lock: text(row['lock']),
    template: figure(row['template']),
    tags: text(row['tags']),
    pool: text(row['pool']),
    hastate: text(row['hastate']),
    cpu: figure(row['cpu']),
    maxcpu: figure(row['maxcpu']),
    mem: figure(row['mem']),
    maxmem: figure(row['maxmem']),
    memhost: figure(row['memhost']),
    disk: figure(row['disk']),
    maxdisk: figure(row['maxdisk']),
    diskread: figure(row['diskread']),
    diskwrite: figure(row['diskwrite']),
    netin: figure(row['netin']),
    netout: figure(row['netout']),
    uptime: figure(row['uptime']),
    storage: text(row['storage']),
    content: text(row['content']),
    plugintype: text(row['plugintype']),
    shared: figure(row['shared']),
  };
}

function isRecord(row: unknown): row is Readonly<Record<string, unknown>> {
  return typeof row === 'object' && row !== null;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Some numbers come as text, and a flag may be true or false. */
function figure(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'string' && isFigure(value) ? Number(value) : undefined;
}

/** Each of many in turn, and the event loop turns after so many of them. */
export async function inSlices<T>(all: readonly T[], each: (one: T) => void): Promise<void> {
  for (let from = 0; from < all.length; from += SLICE) {
    if (all.length > SLICE) await turn();
    for (const one of all.slice(from, from + SLICE)) each(one);
  }
}

/** A VM or a container. */
export interface Guest extends Resource {
  readonly node: string;
  readonly vmid: number;
}

export function isGuest(row: Resource): row is Guest {
  const { type, node, vmid } = row;
  return (type === 'qemu' || type === 'lxc') && node !== undefined && vmid !== undefined;
}

export function isNode(row: Resource): row is Resource & { readonly node: string } {
  return row.type === 'node' && row.node !== undefined;
}
