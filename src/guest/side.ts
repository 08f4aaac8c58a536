import { BotError } from '../errors.ts';
import type { GuestChannel, GuestProcess, GuestResult } from '../hypervisor/guest.ts';
import type { Machine } from '../hypervisor.ts';

/** One guest that is asked by scripts for its POSIX shell, as of a transfer or a copy. */
export interface Side {
  readonly label: string;
  readonly host: string;
  /** Whether its machine ran when it was looked at. */
  readonly runs: boolean;
  /** Runs a short script to its end, whatever the task's own signal says. */
  ask(script: string, ...args: readonly (string | number)[]): Promise<GuestResult>;
  start(script: string, ...args: readonly (string | number)[]): Promise<GuestProcess>;
  /** Throws `timeout` while it still runs. */
  wait(process: GuestProcess, signal: AbortSignal, timeoutMs: number): Promise<GuestResult>;
}

interface SideParts {
  readonly channel: GuestChannel;
  readonly machine: Machine;
  readonly label: string;
}

/** Milliseconds for a short script in a slow guest. */
const LIMIT = 30_000;

export function sideOf({ channel, machine, label }: SideParts): Side {
  const argvOf = (script: string, args: readonly (string | number)[]) => [
    '/bin/sh',
    '-c',
    script,
    'sh',
    ...args.map(String),
  ];
  return {
    label,
    host: machine.host,
    runs: machine.state === 'running',
    ask: (script, ...args) =>
      inTime(label, async (signal) => {
        const process = await channel.start(machine, argvOf(script, args), signal);
        return channel.wait(machine, process, { signal, timeoutMs: LIMIT });
      }),
    start: (script, ...args) =>
      inTime(label, (signal) => channel.start(machine, argvOf(script, args), signal)),
    wait: (process, signal, timeoutMs) => channel.wait(machine, process, { signal, timeoutMs }),
  };
}

async function inTime<T>(label: string, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(LIMIT);
  try {
    return await ask(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new BotError('timeout', `${label} did not answer in time`, { cause: error });
  }
}
