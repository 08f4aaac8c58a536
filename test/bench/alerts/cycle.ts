import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createEngine, type Engine } from '../../../src/alerts/engine/engine.ts';
import type { Rule } from '../../../src/alerts/rules/rule.ts';
import type { SignalName } from '../../../src/alerts/rules/signal.ts';
import { MINUTE, machineOn, POLL } from '../../fixtures/alerts.ts';
import type { Measured } from '../figure.ts';
import { p99 } from '../measure.ts';

const signals: readonly SignalName[] = [
  'machine-cpu',
  'machine-memory',
  'machine-paused',
  'machine-crashed',
  'machine-silent',
];
const rules: readonly Rule[] = signals.map((signal) => ({
  name: signal,
  signal,
  ...{ trigger: 0.8, clear: 0.75, forMs: 10 * MINUTE, clearForMs: 5 * MINUTE, severity: 'warning' },
}));

/** Rounds of which the p99 is taken, after those in which the code is compiled. */
const ROUNDS = 200;
const WARM_UP = 30;

export function* measureCycle(signal: AbortSignal): Generator<Measured> {
  for (const [machines, limit, bytes] of [
    [10_000, 30, 150],
    // For information: there is no goal for so many.
    [100_000, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  ] as const) {
    const { engine, handles, heldBytes } = open(machines);
    const times = cycles(engine, handles, signal);
    const what = `${machines} machines with ${signals.length} signals`;
    yield {
      figure: `${what}: p99 of a cycle, of one processor`,
      ...{ value: p99(times), unit: 'ms', goal: { is: 'below', limit } },
    };
    yield {
      figure: `${what}: held for a signal`,
      value: heldBytes / (machines * signals.length),
      ...{ unit: 'bytes', goal: { is: 'at-most', limit: bytes } },
    };
  }
}

function open(machines: number) {
  const subjects = Array.from({ length: machines }, (_, at) =>
    machineOn(`kvm-${at % 100}`, `web-${at}`),
  );
  const before = heldBytes();
  const engine = createEngine(rules);
  const handles = engine.watch('kvm', subjects, 0);
  return { engine, handles, heldBytes: heldBytes() - before };
}

/** Milliseconds of processor time of each, whatever else the machine does: every signal has a new value, one machine in fifty is over its trigger. */
function cycles(engine: Engine, handles: readonly number[], signal: AbortSignal): number[] {
  const times = Array.from({ length: WARM_UP + ROUNDS }, (_, round) => {
    signal.throwIfAborted();
    const began = processorMs();
    for (const [at, handle] of handles.entries()) {
      const value = (at + round) % 50 === 0 ? 0.95 : 0.4 + 0.001 * (at % 100);
      for (const name of signals) engine.observe(handle, name, round * POLL, value);
    }
    engine.heard('kvm', round * POLL);
    engine.tick(round * POLL);
    return processorMs() - began;
  });
  return times.slice(WARM_UP);
}

/** What this thread has used of a processor. https://nodejs.org/api/process.html#processthreadcpuusagepreviousvalue */
function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** What is left after everything that nobody holds is gone. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('this Node collects no garbage on request');
  // The second one takes what the first one's finalisers let go.
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
