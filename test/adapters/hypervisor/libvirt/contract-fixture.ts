import { backupFixture } from './backups/fixture.ts';
import { openSite } from './site.ts';

/** What the contract asks of each host of the lab. */
export function hostFixture(host: 'kvm-a' | 'kvm-b', running: string) {
  return {
    async open() {
      const hypervisor = await openSite(host);
      return { hypervisor, close: async () => hypervisor.close?.() };
    },
    running,
    backups: backupFixture(host, running),
    provision: {
      image: 'lab-guest.qcow2',
      memoryBytes: 128 * 1024 ** 2,
      iso: 'lab-live.iso',
    },
  };
}
