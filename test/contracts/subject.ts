import { setTimeout as sleep } from 'node:timers/promises';
import { gaveNoAnswer } from '../../src/errors.ts';
import type { Backup } from '../../src/hypervisor/backups.ts';
import type { GuestChannel, GuestResult } from '../../src/hypervisor/guest.ts';
import type { Snapshot } from '../../src/hypervisor/snapshots.ts';
import type { Hypervisor, Machine, MachineState } from '../../src/hypervisor.ts';
import { memoryTask } from './task.ts';

/** What an adapter's test file gives the contract. */
export interface HypervisorFixture {
  open(): Promise<{ readonly hypervisor: Hypervisor; close(): Promise<void> }>;
  /** A machine that runs, has no snapshot and, but for `guests`, a guest channel to a Linux with the usual programs. */
  readonly running: string;
  /** One that is off. */
  readonly stopped: string;
  /** One that runs and has no way into its guest, where the platform can have that. */
  readonly mute?: string | undefined;
  /** False where the guests at hand have no way in, whatever the platform offers: the facts that need one are skipped. */
  readonly guests?: false | undefined;
  /** Sees to it that the guest of a machine that is on has booted, where `guests` is false. */
  readonly booted?: ((machine: Machine) => Promise<void>) | undefined;
  /** True where the platform saves the RAM with every snapshot of a machine that is on. */
  readonly memoryAlways?: true | undefined;
  /** What machines can be made of, where the platform can make them. */
  readonly provision?: ProvisionFixture | undefined;
  /** What the facts about backups need besides; what is absent is skipped. */
  readonly backups?: BackupFixture | undefined;
}

export interface BackupFixture {
  /** A backup that is not whole: found, or one of the running machine with something written over it. */
  readonly corrupt?: ((hypervisor: Hypervisor) => Promise<Backup>) | undefined;
  /** A place without room for the running machine. */
  readonly fullPlace?: string | undefined;
  /** Takes away a machine that a fact has restored beside the others. */
  readonly discard?: ((machine: Machine) => Promise<void>) | undefined;
}

export interface ProvisionFixture {
  /** A disk image as `images()` names it: a machine made of it boots, and its guest answers. */
  readonly image: string;
  readonly memoryBytes: number;
  /** True where CPUs and memory are changed only while the machine is off. */
  readonly onlyOff?: true | undefined;
  /** A template with disks, where only of those linked clones can be made. */
  readonly template?: string | undefined;
  /** Has no use for the guest until it is installed; absent where there is none to try. */
  readonly iso?: string | undefined;
}

/** The hypervisor under test with the few things every fact asks of it. */
export interface Subject {
  readonly hypervisor: Hypervisor;
  readonly fixture: HypervisorFixture;
  /** The way into the guests of the fixture. */
  readonly guest: GuestChannel | undefined;
  readonly close: () => Promise<void>;
  machine(name: string): Promise<Machine>;
  /** Waits until the machine is in that state. */
  becomes(name: string, state: MachineState): Promise<Machine>;
  /** Waits until the guest of the machine answers; where none has a way in, until the machine runs. */
  answers(name: string): Promise<Machine>;
  snapshot(machine: Machine, name: string): Promise<Snapshot>;
  run(machine: Machine, argv: readonly string[]): Promise<GuestResult>;
}

/** A guest in software emulation boots in seconds, beside other labs in a minute; after this it does not boot. */
const PATIENCE_MS = 150_000;

export const never = new AbortController().signal;

export async function openSubject(fixture: HypervisorFixture): Promise<Subject> {
  const { hypervisor, close } = await fixture.open();
  const guest = fixture.guests === false ? undefined : hypervisor.guest;

  async function machine(name: string): Promise<Machine> {
    const found = (await hypervisor.machines(never)).find((each) => each.name === name);
    if (!found) throw new Error(`the fixture has no machine ${name}`);
    return marked(found, hypervisor);
  }

  return {
    hypervisor,
    fixture,
    guest,
    close,
    machine,
    becomes: (name, state) =>
      until(`${name} becomes ${state}`, async () => {
        const found = await machine(name);
        return found.state === state ? found : undefined;
      }),
    answers: (name) =>
      until(`the guest of ${name} answers`, async () => {
        const found = await machine(name);
        if (!guest) {
          if (found.state !== 'running') return undefined;
          await fixture.booted?.(found);
          return found;
        }
        const probe = await guest.probe(found, never);
        return probe.answers ? found : undefined;
      }),
    async snapshot(of, name) {
      const found = await hypervisor.snapshots?.list(of, never);
      const wanted = found?.find((each) => each.name === name);
      if (!wanted) throw new Error(`${of.name} has no snapshot ${name}`);
      return wanted;
    },
    async run(where, argv) {
      const channel = need(guest);
      const process = await channel.start(where, argv, never);
      return channel.wait(where, process, { signal: never, timeoutMs: PATIENCE_MS });
    },
  };
}

/** With its birth mark, as the bot has every machine that it does something to. */
export async function marked(machine: Machine, { identify }: Hypervisor): Promise<Machine> {
  if (machine.birth !== '') return machine;
  return { ...machine, birth: (await identify?.(machine, never)) ?? '' };
}

/** The group, for facts that are skipped without it. */
export function need<T extends object>(group: T | undefined): T {
  if (!group) throw new Error('the hypervisor lacks this group');
  return group;
}

/** Brings the machine to the state it had before a fact changed it. */
export async function startAgain(subject: Subject, name: string): Promise<void> {
  const machine = await subject.becomes(name, 'stopped');
  await subject.hypervisor.power(machine, 'start', memoryTask());
  await subject.answers(name);
}

/** On a busy computer a question may come to nothing: it is asked again. */
function unlessSilent(error: unknown): undefined {
  if (!gaveNoAnswer(error)) throw error;
}

export async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask().catch(unlessSilent);
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`gave up waiting until ${what}`);
    await sleep(50);
  }
}
