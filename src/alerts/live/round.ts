import type { Host, Machine, Usage } from '../../hypervisor.ts';
import type { Engine } from '../engine.ts';
import type { SignalName, Subject } from '../signal.ts';
import { hostSubject, machineSubject } from '../subjects.ts';

/** One answer of a site. */
export interface Round {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly hosts: readonly Host[];
  readonly machines: readonly Machine[];
  readonly usage: readonly Usage[];
}

/** What only a machine that runs has figures of. */
const ofRunning = ['machine-cpu', 'machine-memory', 'machine-silent'] as const;

/** The values of a round. The handles are those of its hosts, then of its machines. */
export function observeRound(engine: Engine, round: Round, handleOf: HandleOf): void {
  for (const host of round.hosts) observeHost(engine, { host, at: round.at, handleOf });
  const usage = new Map(round.usage.map((one) => [one.id, one]));
  for (const machine of round.machines) {
    const handle = handleOf(machineSubject(machine));
    if (handle === undefined) continue;
    const seen = usage.get(machine.id);
    if (seen) observeUsage(engine, handle, seen);
    else engine.rest(handle, ofRunning, round.at);
    const { state, stateReason = '' } = machine;
    const values: readonly [SignalName, boolean][] = [
      ['machine-paused', state === 'paused' && /I\/O error/i.test(stateReason)],
      ['machine-crashed', state === 'crashed'],
    ];
    for (const [signal, isSo] of values) engine.observe(handle, signal, round.at, isSo ? 1 : 0);
  }
}

export type HandleOf = (subject: Pick<Subject, 'key'>) => number | undefined;

interface Observed {
  readonly host: Host;
  readonly at: number;
  readonly handleOf: HandleOf;
}

function observeHost(engine: Engine, { host, at, handleOf }: Observed): void {
  const handle = handleOf(hostSubject(host));
  if (handle === undefined) return;
  const { cpuFraction, memoryUsedBytes, memoryBytes, load, cpus, problem } = host;
  engine.observe(handle, 'host-lost', at, problem === undefined ? 0 : 1);
  const values: readonly [SignalName, number | undefined][] = [
    ['host-cpu', cpuFraction],
    ['host-memory', ratio(memoryUsedBytes, memoryBytes)],
    ['host-load', ratio(load?.[0], cpus)],
  ];
  for (const [signal, value] of values) {
    if (value !== undefined) engine.observe(handle, signal, at, value);
  }
}

function observeUsage(engine: Engine, handle: number, usage: Usage): void {
  const { at, cpuFraction, memoryUsedBytes, memoryBytes, problem } = usage;
  const values: readonly [SignalName, number | undefined][] = [
    ['machine-silent', problem === undefined ? 0 : 1],
    ['machine-cpu', cpuFraction],
    ['machine-memory', ratio(memoryUsedBytes, memoryBytes)],
  ];
  for (const [signal, value] of values) {
    if (value !== undefined) engine.observe(handle, signal, at, value);
  }
}

function ratio(value: number | undefined, of: number | undefined): number | undefined {
  return value === undefined || of === undefined || of <= 0 ? undefined : value / of;
}
