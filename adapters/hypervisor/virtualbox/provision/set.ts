import { BotError } from '../../../../src/errors.ts';
import type { Resources, SetOutcome } from '../../../../src/hypervisor/provision.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Look, TaskControl } from '../../../../src/operation.ts';
import { readBack } from '../../../../src/read-back.ts';
import type { Done } from '../act.ts';
import { type Info, readInfo } from '../info.ts';
import { type Properties, readProperties } from '../properties.ts';
import { uuidWord } from '../words.ts';
import type { Parts } from './parts.ts';
import { requireOff } from './present.ts';

const MiB = 1024 ** 2;

interface Setting {
  readonly machine: Machine;
  readonly change: Resources;
  readonly task: TaskControl;
}

/** VirtualBox gives CPUs and memory only to a machine that is off: https://www.virtualbox.org/manual/topics/vboxmanage.html#vboxmanage-modifyvm */
export async function setResources(
  { client }: Pick<Parts, 'client'>,
  { machine, change, task }: Setting,
): Promise<SetOutcome> {
  const why = 'VirtualBox changes CPUs and memory only while a machine is off';
  await task.step('check the machine', {
    async do() {
      checkResources(change, await readProperties(client, task.signal));
      await requireOff(client, machine, { why, signal: task.signal });
      return {};
    },
  });
  const said = await task.step('set CPUs and memory', {
    do: () =>
      client.act(['modifyvm', uuidWord(machine.id), ...resourceWords(change)], {
        ...{ task, name: machine.name },
        note: 'changing CPUs and memory',
      }),
    look: async (signal): Promise<Look<Done>> =>
      has(await readInfo(client, machine, { signal }), change)
        ? { found: 'done', result: { warnings: [], log: [] } }
        : { found: 'not-done' },
  });
  const now = await readBack({
    task,
    done: 'VirtualBox took the change',
    ask: (signal) => readInfo(client, machine, { signal }),
  });
  if (has(now, change)) return { ...said, notes: [], waits: [] };
  throw new BotError('failed', 'VirtualBox took the change, but it is not as it was asked for', {
    hint: '`vm show` shows how it is now.',
  });
}

/** More than one CPU needs an I/O APIC, which a machine of an old system may lack. */
export function resourceWords({ cpus, memoryBytes }: Resources): readonly string[] {
  return [
    ...(cpus === undefined ? [] : [`--cpus=${cpus}`, ...(cpus > 1 ? ['--ioapic=on'] : [])]),
    ...(memoryBytes === undefined ? [] : [`--memory=${inMiB(memoryBytes)}`]),
  ];
}

function inMiB(bytes: number): number {
  return Math.ceil(bytes / MiB);
}

function has(info: Info, { cpus, memoryBytes }: Resources): boolean {
  const isSized = memoryBytes === undefined || info.memoryBytes === inMiB(memoryBytes) * MiB;
  return isSized && (cpus === undefined || info.cpus === cpus);
}

/** Throws `invalid` for more or less than VirtualBox gives. */
export function checkResources({ cpus, memoryBytes }: Resources, limits: Properties): void {
  const { maxCpus, minMemoryMiB, maxMemoryMiB } = limits;
  if (cpus !== undefined && (!Number.isInteger(cpus) || cpus < 1 || cpus > maxCpus)) {
    throw new BotError('invalid', `a machine here has 1 to ${maxCpus} CPUs`);
  }
  const size = memoryBytes === undefined ? minMemoryMiB : inMiB(memoryBytes);
  if (size >= minMemoryMiB && size <= maxMemoryMiB) return;
  throw new BotError(
    'invalid',
    `a machine here has ${minMemoryMiB} to ${maxMemoryMiB} MiB of memory`,
  );
}
