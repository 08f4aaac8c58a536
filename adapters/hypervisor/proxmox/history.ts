import { z } from 'zod';
import type { History, HistoryPoint, Span } from '../../../src/hypervisor/history.ts';
import type { Client } from './client/client.ts';
import { path } from './client/client.ts';
import { guestPath } from './guest-path.ts';
import { figure } from './row.ts';

/** As Proxmox keeps it: means in round-robin archives. Nodes call their memory otherwise. */
const Row = z.object({
  time: z.number(),
  cpu: figure,
  mem: figure,
  memused: figure,
  netin: figure,
  netout: figure,
  diskread: figure,
  diskwrite: figure,
});
export const Rows = z.array(Row);
type Row = z.infer<typeof Row>;

const HOUR = 3_600_000;
/** How far back each archive reaches, milliseconds (PVE::RRD; a decade is for nodes alone). */
const frames = [
  ['hour', HOUR],
  ['day', 24 * HOUR],
  ['week', 7 * 24 * HOUR],
  ['month', 30 * 24 * HOUR],
  ['year', 365 * 24 * HOUR],
] as const;

export function createHistory(client: Pick<Client, 'get' | 'now'>): History {
  const ask = async (where: string, span: Span, signal: AbortSignal) => {
    const params = { timeframe: frameOf(span, client.now()), cf: 'AVERAGE' };
    return pointsOf(await client.get(`${where}/rrddata`, { schema: Rows, signal, params }), span);
  };
  return {
    machine: (machine, span, signal) => ask(guestPath(machine), span, signal),
    host: ({ name }, span, signal) => ask(path`/nodes/${name}`, span, signal),
  };
}

/** The finest archive that reaches back far enough. */
export function frameOf({ from }: Span, now: number): string {
  const fitting = frames.find(([, reach]) => now - from <= reach);
  return fitting?.[0] ?? 'year';
}

/**
 * Rows from before the machine was there, and the one that is still being measured, have nothing but their time;
 * between others such a row is a gap and stays.
 */
export function pointsOf(rows: readonly Row[], { from, to }: Span): readonly HistoryPoint[] {
  const points = rows
    .map(pointOf)
    .filter(({ at }) => at >= from && at <= to)
    .sort((a, b) => a.at - b.at);
  const first = points.findIndex(hasFigures);
  return first < 0 ? [] : points.slice(first, points.findLastIndex(hasFigures) + 1);
}

function pointOf(row: Row): HistoryPoint {
  const memory = row.memused ?? row.mem;
  return {
    at: row.time * 1_000,
    cpuFraction: row.cpu,
    memoryUsedBytes: memory === 0 ? undefined : memory,
    receivedBytesPerSecond: row.netin,
    sentBytesPerSecond: row.netout,
    readBytesPerSecond: row.diskread,
    writtenBytesPerSecond: row.diskwrite,
  };
}

function hasFigures({ at: _at, ...figures }: HistoryPoint): boolean {
  return Object.values(figures).some((one) => one !== undefined);
}
