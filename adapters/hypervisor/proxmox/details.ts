import { z } from 'zod';
import type { MachineDetails, Pressure, Stall } from '../../../src/hypervisor/details.ts';
import type { Hypervisor, Machine } from '../../../src/hypervisor.ts';
import type { Client } from './client/client.ts';
import { guestPath } from './guest-path.ts';
import { bit, figure, measured, word } from './row.ts';
import { lockOf, stateOf } from './states.ts';
import { stoppedBy } from './stopped-by.ts';

/** What the summary page of a VM or a container is made of; containers give their pressure as text. */
export const Current = z.object({
  status: word,
  qmpstatus: word,
  lock: word,
  agent: bit,
  'running-qemu': word,
  cpu: figure,
  mem: figure,
  maxmem: figure,
  memhost: figure,
  maxdisk: figure,
  uptime: figure,
  swap: figure,
  maxswap: figure,
  ha: z.object({ managed: bit, state: word }).optional().catch(undefined),
  pressurecpusome: figure,
  pressurecpufull: figure,
  pressureiosome: figure,
  pressureiofull: figure,
  pressurememorysome: figure,
  pressurememoryfull: figure,
});
export type Current = z.infer<typeof Current>;

export function createDetails(client: Pick<Client, 'get'>): NonNullable<Hypervisor['details']> {
  return async (machine, signal) => {
    const { name, kind } = machine;
    const where = `${guestPath(machine)}/status/current`;
    const current = await client.get(where, { schema: Current, signal, name });
    const details = detailsOf(kind, current, Date.now());
    if (details.state !== 'stopped') return details;
    return { ...details, stopped: await stoppedBy(client, machine, signal) };
  };
}

/**
 * The share of the CPU is told by the second question that the same worker of theirs answers, and is 0 before: so 0
 * says nothing here.
 */
export function detailsOf(kind: Machine['kind'], current: Current, at: number): MachineDetails {
  const on = current.status === 'running';
  const qemu = current['running-qemu'];
  return {
    ...stateOf(current),
    lock: lockOf(current),
    ha: haOf(current),
    bootDiskBytes: measured(current.maxdisk),
    version: qemu === undefined ? undefined : `QEMU ${qemu}`,
    agent: kind === 'vm' ? current.agent === 1 : undefined,
    ...(on && {
      ...{ pressure: pressureOf(current), usage: figuresOf(current, at) },
      ...{ uptimeMs: current.uptime === undefined ? undefined : current.uptime * 1_000 },
      ...(kind === 'container' && swapOf(current)),
    }),
  };
}

/** Nobody has measured it yet where its memory is 0. */
function swapOf({ swap, maxswap, mem }: Current) {
  return { swapBytes: maxswap, swapUsedBytes: mem === 0 ? undefined : swap };
}

function haOf({ ha }: Current): string | undefined {
  if (ha === undefined) return undefined;
  return ha.managed === 1 ? (ha.state ?? 'managed') : 'none';
}

function figuresOf(current: Current, at: number): MachineDetails['usage'] {
  return {
    at,
    cpuFraction: measured(current.cpu),
    memoryUsedBytes: measured(current.mem),
    memoryBytes: measured(current.maxmem),
    hostMemoryBytes: measured(current.memhost),
  };
}

/** PVE 9 has it. The kernel gives percents of the last 10 s (Documentation/accounting/psi.rst). */
function pressureOf(current: Current): Pressure | undefined {
  const cpu = stall(current.pressurecpusome, current.pressurecpufull);
  const io = stall(current.pressureiosome, current.pressureiofull);
  const memory = stall(current.pressurememorysome, current.pressurememoryfull);
  return (cpu ?? io ?? memory) ? { cpu, io, memory } : undefined;
}

function stall(some: number | undefined, full: number | undefined): Stall | undefined {
  return some === undefined && full === undefined
    ? undefined
    : { some: share(some), full: share(full) };
}

function share(percent: number | undefined): number | undefined {
  return percent === undefined ? undefined : Math.min(1, Math.max(0, percent / 100));
}
