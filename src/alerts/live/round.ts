import type { Host, Machine, Usage } from '../../hypervisor.ts';
import { hostFigures, machineFigures } from '../../metrics/read.ts';
import type { Engine } from '../engine/engine.ts';
import { hostSubject, machineKey } from '../engine/subjects.ts';
import { valuesOf } from '../rules/kept-values.ts';
import type { Subject } from '../rules/signal.ts';

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
    const handle = handleOf({ key: machineKey(machine) });
    if (handle === undefined) continue;
    const seen = usage.get(machine.id);
    if (seen) observeUsage(engine, handle, seen);
    // Where nobody knows how it is, nothing of it is over.
    if (machine.state === 'unknown') continue;
    if (!seen) engine.rest(handle, ofRunning, round.at);
    observeState(engine, handle, { machine, at: round.at });
  }
}

interface State {
  readonly machine: Machine;
  readonly at: number;
}

function observeState(engine: Engine, handle: number, { machine, at }: State): void {
  const { state, stateReason = '' } = machine;
  const isHalted = state === 'paused' && /I\/O error/i.test(stateReason);
  engine.observe(handle, 'machine-paused', at, isHalted ? 1 : 0);
  engine.observe(handle, 'machine-crashed', at, state === 'crashed' ? 1 : 0);
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
  engine.observe(handle, 'host-lost', at, host.problem === undefined ? 0 : 1);
  for (const [signal, value] of valuesOf({ kind: 'host', cpus: host.cpus }, hostFigures(host))) {
    engine.observe(handle, signal, at, value);
  }
}

function observeUsage(engine: Engine, handle: number, usage: Usage): void {
  const { at, problem } = usage;
  engine.observe(handle, 'machine-silent', at, problem === undefined ? 0 : 1);
  for (const [signal, value] of valuesOf({ kind: 'machine' }, machineFigures(usage))) {
    engine.observe(handle, signal, at, value);
  }
}
