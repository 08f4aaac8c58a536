import type { Field } from '../card.ts';
import { aged } from '../cards/aged.ts';
import { verifiedWords } from '../cards/backups.ts';
import { stateTone, stateWords } from '../cards/machine-state.ts';
import { ago, bytes, bytesOf, cpu, load, rate, span, unknown } from '../format.ts';
import { reachable } from '../guest/addresses.ts';
import type { GuestSummary } from '../guest/probe.ts';
import type { GuestInterface } from '../hypervisor/guest.ts';
import type { Disk, Nic } from '../hypervisor.ts';
import { clip } from '../line/clip.ts';
import { detailFields } from './machine-details.ts';
import type { MachineFacts } from './machine-facts.ts';
import { runsHere } from './runs-here.ts';
import { swapWords, taskWords } from './system-words.ts';

/** A machine with more disks than a phone shows names the rest by their number. */
const MAX_DISKS = 8;

/** The resource summary, as a hypervisor's own summary page and htop show it. */
export function machineFields(facts: MachineFacts, now: number): readonly Field[] {
  const { machine } = facts.resolved;
  const on = machine.state === 'running' || machine.state === 'paused';
  return [
    state(facts, now),
    { label: 'Host', value: machine.host },
    ...(facts.own.length > 0 ? [runsHere(facts.own)] : []),
    ...(on ? figures(facts, now) : sizes(facts)),
    ...detailFields(machine, facts.details?.value, facts.guest?.summary.value && 'by itself'),
    ...disks(facts.usage.value?.disks ?? []),
    ...network(facts.usage.value?.nics ?? []),
    ...(facts.guest ? guest(facts) : []),
    ...(facts.snapshots ? [snapshots(facts, now)] : []),
    ...(facts.backups ? [lastBackup(facts, now)] : []),
    ...(machine.tags.length > 0 ? [{ label: 'Tags', value: machine.tags.join(', ') }] : []),
    ...(machine.note ? [{ label: 'Note', value: clip(machine.note, 200) }] : []),
    ...(machine.pool === undefined ? [] : [{ label: 'Pool', value: machine.pool }]),
  ];
}

function state({ resolved: { machine }, at, problem }: MachineFacts, now: number): Field {
  const words = stateWords(machine);
  return problem === undefined
    ? { label: 'Status', value: words, tone: stateTone(machine.state) }
    : { label: 'Status', value: `${words} (read ${ago(at, now)})`, tone: 'warning' };
}

/** Of a machine that is off only what it would get is known. */
function sizes({ resolved: { machine } }: MachineFacts): readonly Field[] {
  return [
    { label: 'CPUs', value: machine.cpus === undefined ? unknown : String(machine.cpus) },
    { label: 'Memory', value: bytes(machine.memoryBytes) },
  ];
}

function figures({ resolved: { machine }, usage, guest }: MachineFacts, now: number): Field[] {
  const known = usage.value;
  const inside = guest?.summary.value;
  const fraction = known?.cpuFraction ?? inside?.cpuFraction;
  const fromGuest = known?.memoryUsedBytes === undefined && inside?.memory !== undefined;
  const memory = fromGuest
    ? bytesOf(inside.memory?.used, inside.memory?.total)
    : aged(
        bytesOf(known?.memoryUsedBytes, known?.memoryBytes ?? machine.memoryBytes),
        known?.at ?? now,
        now,
      );
  return [
    {
      label: 'CPU',
      value: aged(cpu(fraction, machine.cpus ?? inside?.cpus), known?.at ?? now, now),
    },
    { label: 'Memory', value: memory },
    { label: 'Host memory', value: aged(bytes(known?.hostMemoryBytes), known?.at, now) },
  ];
}

function disks(all: readonly Disk[]): readonly Field[] {
  const fields = all.slice(0, MAX_DISKS).map((disk) => {
    const { name, readBytesPerSecond: read, writtenBytesPerSecond: written } = disk;
    const traffic = read === undefined && written === undefined ? [] : [diskTraffic(read, written)];
    const { allocatedBytes: taken, capacityBytes: whole } = disk;
    const sized = taken !== undefined || whole !== undefined;
    const room = sized || traffic.length === 0 ? [bytesOf(taken, whole)] : [];
    return { label: `Disk ${name}`, value: [...room, ...traffic].join(', ') };
  });
  const more = all.length - fields.length;
  return more > 0 ? [...fields, { label: 'Disks', value: `and ${more} more` }] : fields;
}

function diskTraffic(read: number | undefined, written: number | undefined): string {
  return `reads ${rate(read)}, writes ${rate(written)}`;
}

/** Only what was measured: the totals since the start say little to a person. */
function network(all: readonly Nic[]): readonly Field[] {
  return all.slice(0, MAX_DISKS).flatMap((nic) => {
    const { receivedBytesPerSecond: received, sentBytesPerSecond: sent } = nic;
    if (received === undefined && sent === undefined) return [];
    return [{ label: `Network ${nic.name}`, value: `in ${rate(received)}, out ${rate(sent)}` }];
  });
}

function guest({ guest: told, details }: MachineFacts): readonly Field[] {
  const summary = told?.summary.value;
  const without = details?.value?.agent === false && told?.addresses.value === undefined;
  return [
    {
      label: 'Addresses',
      value: without ? 'No Guest Agent configured' : addressWords(told?.addresses.value),
    },
    ...(summary ? guestFields(summary) : []),
  ];
}

function guestFields({ os, load: averages, uptimeMs, tasks, swap }: GuestSummary): Field[] {
  return [
    { label: 'Guest OS', value: os ?? unknown },
    { label: 'Load average', value: load(averages) },
    { label: 'Uptime', value: span(uptimeMs) },
    { label: 'Tasks', value: tasks ? taskWords(tasks) : unknown },
    { label: 'Swap', value: swapWords(swap) },
  ];
}

function addressWords(interfaces: readonly GuestInterface[] | undefined): string {
  if (interfaces === undefined) return unknown;
  return reachable(interfaces).join(', ') || 'none';
}

function snapshots({ snapshots: told }: MachineFacts, now: number): Field {
  const last = told?.value?.at(-1);
  if (told?.value === undefined) return { label: 'Snapshots', value: unknown };
  const value = last
    ? `${told.value.length}, the last ${last.name}, ${ago(last.createdAt, now)}`
    : 'none';
  return { label: 'Snapshots', value };
}

function lastBackup({ backups: told }: MachineFacts, now: number): Field {
  const label = 'Last backup';
  const [last] = told?.value ?? [];
  if (told?.value === undefined) return { label, value: unknown };
  if (last === undefined) return { label, value: 'none', tone: 'warning' };
  const broken = last.verified?.verdict.whole === false;
  const value = `${ago(last.createdAt, now)}, ${verifiedWords(last, now)}`;
  return { label, value, ...(broken && { tone: 'danger' }) };
}
