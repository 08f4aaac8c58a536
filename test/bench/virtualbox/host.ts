import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { labDirectory } from '../../lab/place.ts';
import { type BoxHost, programOf, startBox, stopBox } from '../../lab/virtualbox/host.ts';
import { defineBoxMachine, startBoxMachine } from '../../lab/virtualbox/machine.ts';
import { missingPackages } from '../../lab/virtualbox/requirements.ts';
import { preparedRoot } from '../../lab/virtualbox/root.ts';
import { refuseWithoutLab } from '../lab.ts';

/** A real VirtualBox with {@link MACHINES} machines, of which one is on. */
export interface BenchBox {
  readonly directory: string;
  readonly program: string;
  /** UUIDs, the one that is on first. Their names are `box-1` and so on. */
  readonly machines: readonly string[];
}

const MACHINES = 54;

/** Starts a host of the lab with its machines and ends it, whatever becomes of its use. */
export async function* onBoxHost<T>(
  signal: AbortSignal,
  use: (host: BenchBox) => AsyncIterable<T>,
): AsyncGenerator<T> {
  refuseWithoutLab(missingPackages());
  const directory = labDirectory(`bench-${process.pid}`);
  const host = { name: 'vbox-a', directory: join(directory, 'vbox-a') };
  try {
    await mkdir(host.directory, { recursive: true, mode: 0o755 });
    const root = await preparedRoot(signal, (line) => process.stderr.write(`${line}\n`));
    await startBox(host, { root, signal });
    const machines = await defineMachines(host, signal);
    await startBoxMachine(host, machines[0] ?? '', signal);
    yield* use({ directory: host.directory, program: programOf(host.directory), machines });
  } finally {
    await stopBox(host.directory);
    await rm(directory, { recursive: true, force: true });
  }
}

async function defineMachines(host: BoxHost, signal: AbortSignal): Promise<readonly string[]> {
  const machines: string[] = [];
  for (let at = 1; at <= MACHINES; at += 1) {
    machines.push(await defineBoxMachine(host, { name: `box-${at}` }, signal));
  }
  return machines;
}
