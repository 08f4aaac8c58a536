import type { Field } from '../card.ts';
import type { ResolvedMachine } from '../command.ts';
import { bytes, percent, span } from '../format.ts';
import type { Figures, MachineDetails, Pressure, Stall } from '../hypervisor/details.ts';
import type { Machine, Usage } from '../hypervisor.ts';
import { type Attempt, attempt, type Limits } from './attempt.ts';
import { swapWords } from './system-words.ts';

/** What its platform tells of this machine alone; undefined where it has no more than the list. */
export function detailsOf(
  { machine, hypervisor }: ResolvedMachine,
  limits: Limits,
): Promise<Attempt<MachineDetails>> | undefined {
  const { details } = hypervisor;
  return details && attempt((signal) => details(machine, signal), limits);
}

/** The machine as it was told to be by itself, where the list is some seconds behind. */
export function fresher(machine: Machine, details: MachineDetails | undefined): Machine {
  if (details?.state === undefined) return machine;
  const { state, stateReason, lock, ha } = details;
  return { ...machine, state, stateReason, lock, ha: ha ?? machine.ha };
}

/** Each figure as it was told last; one that was told only by the list is the list's. */
export function newest(
  machine: Machine,
  usage: Usage | undefined,
  figures: Figures | undefined,
): Usage | undefined {
  if (figures === undefined) return usage;
  const told = Object.entries(figures).filter(([, value]) => value !== undefined);
  const none: Usage = { id: machine.id, at: figures.at, disks: [], nics: [] };
  return { ...(usage ?? none), ...Object.fromEntries(told) };
}

/** `told`: whether its guest tells its uptime and swap itself. */
export function detailFields(
  { ha }: Machine,
  details: MachineDetails | undefined,
  told?: 'by itself',
): Field[] {
  const { bootDiskBytes, version, pressure, uptimeMs, swapBytes: total } = details ?? {};
  const outside = told === 'by itself' ? {} : { uptimeMs, total };
  return [
    ...(ha === undefined ? [] : [{ label: 'HA', value: ha, ...(ha === 'error' && bad) }]),
    ...(pressure === undefined ? [] : [{ label: 'Pressure', value: pressureWords(pressure) }]),
    ...(bootDiskBytes === undefined ? [] : [{ label: 'Boot disk', value: bytes(bootDiskBytes) }]),
    ...(outside.uptimeMs === undefined ? [] : [{ label: 'Uptime', value: span(outside.uptimeMs) }]),
    ...(outside.total === undefined
      ? []
      : [
          {
            label: 'Swap',
            value: swapWords({ total: outside.total, used: details?.swapUsedBytes }),
          },
        ]),
    ...(version === undefined ? [] : [{ label: 'Runs in', value: version }]),
  ];
}

const bad = { tone: 'danger' } as const;

/** Time for which some of its work waited, and where there was any, all of it. */
function pressureWords({ cpu, io, memory }: Pressure): string {
  const words = (name: string, stall: Stall | undefined) => {
    if (stall === undefined) return [];
    const { some, full } = stall;
    return [`${name} ${percent(some)}${full ? ` (all of it ${percent(full)})` : ''}`];
  };
  return [...words('CPU', cpu), ...words('I/O', io), ...words('memory', memory)].join(', ');
}
