import { afterAll, beforeAll, describe } from 'vitest';
import { backupFacts } from './hypervisor-backups.ts';
import { checkFacts } from './hypervisor-checks.ts';
import { guestFacts } from './hypervisor-guest.ts';
import { labelFacts } from './hypervisor-labels.ts';
import { machineFacts } from './hypervisor-machines.ts';
import { networkFacts } from './hypervisor-network.ts';
import { powerFacts } from './hypervisor-power.ts';
import { provisionFacts } from './hypervisor-provision.ts';
import { provisionRecoveryFacts } from './hypervisor-provision-recovery.ts';
import { recoveryFacts } from './hypervisor-recovery.ts';
import { restoreFacts } from './hypervisor-restores.ts';
import { snapshotFacts } from './hypervisor-snapshots.ts';
import { storageFacts } from './hypervisor-storage.ts';
import { type HypervisorFixture, openSubject, type Subject } from './subject.ts';

export type { HypervisorFixture } from './subject.ts';

/**
 * What every hypervisor adapter must do; its own test file calls this with two machines of its platform.
 * The facts run in order on the same machines and each leaves them as it found them. A group that the
 * adapter does not have is counted as skipped.
 */
export function hypervisorContract(name: string, fixture: HypervisorFixture): void {
  describe(`${name} keeps the hypervisor contract`, { timeout: 360_000 }, () => {
    let subject: Subject;
    beforeAll(async () => {
      subject = await openSubject(fixture);
      if (subject.guest) await subject.answers(fixture.running);
    }, 120_000);
    afterAll(() => subject.close());

    const current = () => subject;
    checkFacts(current);
    machineFacts(current);
    powerFacts(current);
    snapshotFacts(current);
    guestFacts(current);
    labelFacts(current);
    backupFacts(current);
    restoreFacts(current);
    networkFacts(current);
    recoveryFacts(current);
    storageFacts(current);
    provisionFacts(current);
    provisionRecoveryFacts(current);
  });
}
