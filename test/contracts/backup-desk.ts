import { afterEach, beforeEach } from 'vitest';
import type { Backup, Backups, Verdict } from '../../src/hypervisor/backups.ts';
import type { Machine } from '../../src/hypervisor.ts';
import { need, never, type Subject, startAgain } from './subject.ts';
import { memoryTask } from './task.ts';

/** What each fact about backups works with: made anew before it, and cleared after it. */
export interface BackupDesk {
  readonly backups: Backups;
  /** The running machine of the fixture. */
  readonly machine: Machine;
  /** All that there are, of one machine or of all. */
  list(of?: Machine): Promise<readonly Backup[]>;
  /** Those made by this fact. */
  ours(): Promise<readonly Backup[]>;
  create(note?: string, of?: Machine): Promise<Backup>;
  /** `unsupported` where the platform reads none back. */
  verify(backup: Backup): Promise<Verdict | 'unsupported'>;
  /** By its verification, or by a restore beside its machine where there is none. */
  isWhole(backup: Backup): Promise<boolean>;
  /** Takes away a machine that was restored beside the others. */
  discard(machine: Machine): Promise<void>;
  machineNames(): Promise<readonly string[]>;
}

/** Call it inside a describe; facts without backups are skipped. */
export function backupDesk(current: () => Subject): () => BackupDesk {
  let desk: BackupDesk | undefined;
  beforeEach(async ({ skip }) => {
    desk = undefined;
    const { hypervisor } = current();
    skip(!hypervisor.backups, 'no backups on this platform');
    desk = await openDesk(current(), need(hypervisor.backups));
  });
  afterEach(async () => {
    for (const backup of (await desk?.ours()) ?? []) {
      await desk?.backups.delete(backup, memoryTask());
    }
  });
  return () => need(desk);
}

async function openDesk(subject: Subject, backups: Backups): Promise<BackupDesk> {
  const { hypervisor, fixture } = subject;
  const { state } = await subject.machine(fixture.running);
  // A fact that failed may have left it off.
  if (state === 'stopped') await startAgain(subject, fixture.running);
  if (hypervisor.guest) await subject.answers(fixture.running);
  const machine = await subject.machine(fixture.running);
  const list = (of?: Machine) => backups.list({ signal: never, machine: of });
  const verify = (backup: Backup) =>
    backups.verify(backup, memoryTask()).catch((error: { readonly code?: string }) => {
      if (error.code === 'unsupported') return 'unsupported' as const;
      throw error;
    });
  const discard = async (other: Machine) => {
    if (fixture.backups?.discard) return fixture.backups.discard(other);
    if (other.state !== 'stopped') await hypervisor.power(other, 'stop', memoryTask());
    const { files } = (await hypervisor.provision?.deletion(other, never)) ?? { files: [] };
    const paths = files.map(({ path }) => path);
    await hypervisor.provision?.delete(other, paths, memoryTask());
  };
  const before = new Set((await list()).map(({ id }) => id));
  return {
    backups,
    machine,
    list,
    ours: async () => (await list()).filter(({ id }) => !before.has(id)),
    create: async (note = '', of = machine) =>
      (await backups.create(of, { note }, memoryTask())).backup,
    verify,
    async isWhole(backup) {
      const verdict = await verify(backup);
      if (verdict !== 'unsupported') return verdict.whole;
      const proof = { as: 'new', name: 'proof-of-backup', start: false } as const;
      const restored = await backups.restore(backup, proof, memoryTask());
      const other = await subject.machine(proof.name);
      await discard(other);
      return other.id === restored.id;
    },
    discard,
    machineNames: async () => (await hypervisor.machines(never)).map(({ name }) => name).sort(),
  };
}
