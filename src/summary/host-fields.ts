import type { Field, Tone } from '../card.ts';
import { bytes, bytesOf, cpu, load, percent, span, unknown } from '../format.ts';
import type { Amount } from '../guest/system.ts';
import type { Pool } from '../hypervisor/storage.ts';
import type { Part } from '../safety/own/own.ts';
import type { HostFacts } from './host-facts.ts';
import { runningOf } from './hosts.ts';
import { runsHere } from './runs-here.ts';
import { loadTone, swapWords, taskWords } from './system-words.ts';

/** A host with more storages than a phone shows names the rest by their number. */
const MAX_POOLS = 8;
/** As the rules for storages have it where nobody configured any. */
const FULL = 0.95;
const NEARLY_FULL = 0.85;

/** The resource summary, as a node's own summary page and htop show it. */
export function hostFields(facts: HostFacts, own: readonly Part[]): readonly Field[] {
  const { host, machines } = facts;
  return [
    { label: 'Site', value: host.site },
    ...(host.problem ? [{ label: 'Status', value: host.problem, tone: 'warning' } as const] : []),
    ...(facts.sameAs ? [{ label: 'Same physical host', value: facts.sameAs }] : []),
    ...(own.length > 0 ? [runsHere(own)] : []),
    { label: 'Machines', value: `${runningOf(machines, host)} running` },
    ...figures(facts),
    ...storages(facts),
    { label: 'Version', value: host.version ?? unknown },
    { label: 'Addresses', value: host.addresses?.join(', ') || unknown },
    ...(facts.platform.value ?? []).map(({ label, value, warns }) => ({
      label,
      value,
      tone: warns ? ('warning' as const) : undefined,
    })),
  ];
}

/** What the platform tells, and where it does not, what the host's own system says. */
function figures({ host, inside: told }: HostFacts): readonly Field[] {
  const inside = told?.value;
  const averages = host.load ?? inside?.load;
  const shared = host.sharedMemoryBytes ?? inside?.sharedMemoryBytes;
  const swap = amount(host.swapBytes, host.swapUsedBytes, inside?.swap);
  const root = amount(host.rootBytes, host.rootUsedBytes, inside?.root);
  return [
    { label: 'CPU', value: cpu(host.cpuFraction, host.cpus) },
    ...(host.ioWaitFraction === undefined
      ? []
      : [{ label: 'Waits for disks', value: percent(host.ioWaitFraction) }]),
    { label: 'Memory', value: bytesOf(host.memoryUsedBytes, host.memoryBytes) },
    { label: 'Load average', value: load(averages), tone: loadTone(averages, host.cpus) },
    { label: 'Uptime', value: span(host.uptimeMs ?? inside?.uptimeMs) },
    { label: 'Swap', value: swapWords(swap) },
    { label: 'Root disk', value: bytesOf(root?.used, root?.total) },
    ...(shared ? [{ label: 'Saved by KSM', value: bytes(shared) }] : []),
    ...(inside?.tasks ? [{ label: 'Tasks', value: taskWords(inside.tasks) }] : []),
  ];
}

/** What the platform tells where it does, else what the system itself says. */
function amount(
  total: number | undefined,
  used: number | undefined,
  inside: Amount | undefined,
): Amount | undefined {
  return total === undefined ? inside : { total, used };
}

function storages({ pools }: HostFacts): readonly Field[] {
  const all = (pools?.value ?? []).toSorted((a, b) => (fill(b) ?? 0) - (fill(a) ?? 0));
  const shown = all.slice(0, MAX_POOLS).map((pool): Field => {
    const { name, active, problem } = pool;
    const label = `Storage ${name}`;
    if (problem !== undefined) return { label, value: problem, tone: 'warning' };
    if (!active) return { label, value: 'not active' };
    const share = fill(pool);
    const words = bytesOf(pool.usedBytes, pool.capacityBytes);
    if (share === undefined) return { label, value: words };
    return { label, value: `${words}, ${percent(share)}`, tone: fillTone(share) };
  });
  const more = all.length - shown.length;
  return more > 0 ? [...shown, { label: 'Storages', value: `and ${more} more` }] : shown;
}

function fill({ usedBytes, capacityBytes }: Pool): number | undefined {
  return usedBytes === undefined || !capacityBytes ? undefined : usedBytes / capacityBytes;
}

function fillTone(share: number): Tone | undefined {
  if (share < NEARLY_FULL) return undefined;
  return share < FULL ? 'warning' : 'danger';
}
