import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import type { Resources, SetOutcome } from '../../../../src/hypervisor/provision.ts';
import { done, type Machine } from '../../../../src/hypervisor.ts';
import type { Look, TaskControl } from '../../../../src/operation.ts';
import type { Params } from '../client/client.ts';
import { type GuestConfig, readConfig } from '../guest-config.ts';
import { guestPath } from '../guest-path.ts';
import type { Parts } from '../parts.ts';
import { mebibytes } from './params.ts';

interface Wanted {
  readonly machine: Machine;
  readonly change: Resources;
}

const atNextStart =
  'It takes effect when the machine is shut down and started again; a reboot from inside is not enough.';

/** At once where it is off, a container, or the VM has hotplug for it; Proxmox keeps the rest for the next start. */
export async function setResources(
  parts: Parts,
  { machine, change }: Wanted,
  task: TaskControl,
): Promise<SetOutcome> {
  const { client, births } = parts;
  const asked = `${guestPath(machine)}/config`;
  await task.step('set it', {
    async do() {
      const { signal } = task;
      await births.check(machine, signal);
      const config = await readConfig(client, machine, signal);
      const params = { ...paramsFor({ machine, change }, config), digest: config.get('digest') };
      await client.send('PUT', asked, { schema: z.unknown(), params, signal, name: machine.name });
      return true;
    },
    look: async (signal) => look(await readConfig(client, machine, signal), change),
  });
  parts.acted(machine.id);
  const waits = await waiting(parts, { machine, change }, task.signal);
  return { ...done, notes: waits.length > 0 ? [atNextStart] : [], waits };
}

/** What waits for the next start is in the configuration too. */
function look(config: GuestConfig, { cpus, memoryBytes }: Resources): Look<true> {
  const has = (key: string, otherwise: number) => Number(config.get(key) ?? otherwise);
  const cpusFit = cpus === undefined || has('cores', 1) * has('sockets', 1) === cpus;
  const memoryFits = memoryBytes === undefined || memoryOf(config) === mebibytes(memoryBytes);
  return cpusFit && memoryFits ? { found: 'done', result: true } : { found: 'not-done' };
}

/** `512`, or `current=512` of a newer VM. */
function memoryOf(config: GuestConfig): number {
  return Number((config.get('memory') ?? '512').replace(/^current=/, '').split(',')[0]);
}

function paramsFor({ machine, change }: Wanted, config: GuestConfig): Params {
  const { cpus, memoryBytes } = change;
  if (machine.kind === 'container') {
    return { cores: cpus, memory: memoryBytes && mebibytes(memoryBytes) };
  }
  return { ...cpuParams(cpus, config), ...memoryParams(memoryBytes, config) };
}

/** Its sockets stay where they divide it evenly. `vcpus` would go on limiting it to fewer. */
function cpuParams(cpus: number | undefined, config: GuestConfig): Params {
  if (cpus === undefined) return {};
  const sockets = Number(config.get('sockets') ?? 1);
  const even = sockets > 0 && cpus % sockets === 0;
  return {
    cores: even ? cpus / sockets : cpus,
    sockets: even ? undefined : 1,
    delete: config.has('vcpus') ? 'vcpus' : undefined,
  };
}

/** The least it is squeezed to must not be above what it has. */
function memoryParams(memoryBytes: number | undefined, config: GuestConfig): Params {
  if (memoryBytes === undefined) return {};
  const memory = mebibytes(memoryBytes);
  const balloon = Number(config.get('balloon') ?? 0);
  return { memory, balloon: balloon > memory ? memory : undefined };
}

const Value = z.union([z.string(), z.number()]).optional();
const Pending = z.array(z.object({ key: z.string(), value: Value, pending: Value, delete: Value }));

const keysOf: Readonly<Record<keyof Resources, readonly string[]>> = {
  cpus: ['cores', 'sockets', 'vcpus'],
  memoryBytes: ['memory', 'balloon'],
};

async function waiting(
  { client }: Parts,
  { machine, change }: Wanted,
  signal: AbortSignal,
): Promise<SetOutcome['waits']> {
  try {
    const asked = `${guestPath(machine)}/pending`;
    const rows = await client.get(asked, { schema: Pending, signal, name: machine.name });
    const keys = new Set(rows.filter(differs).map(({ key }) => key));
    return (['cpus', 'memoryBytes'] as const).filter(
      (what) => change[what] !== undefined && keysOf[what].some((key) => keys.has(key)),
    );
  } catch (error) {
    if (!(error instanceof BotError) || signal.aborted) throw error;
    const hint = 'It was set; `vm show` tells what it has now.';
    throw new BotError(
      'failed',
      `Whether it waits for the next start is not known: ${error.message}`,
      {
        hint,
        cause: error,
      },
    );
  }
}

function differs(row: z.infer<typeof Pending>[number]): boolean {
  if (row.delete !== undefined && Number(row.delete) > 0) return true;
  return row.pending !== undefined && String(row.pending) !== String(row.value ?? '');
}
