import type { Machine } from '../../../../src/hypervisor.ts';
import { ensureBooted } from '../../../lab/virtualbox/machine.ts';
import { backupFixture, full } from './backups/fixture.ts';
import { createSite, openLab, type SiteName, siteSettings } from './site.ts';

const { signal } = new AbortController();

/**
 * What the contract asks of each host of the lab. Its guest is a boot sector: it prints a line, halts, and hears the
 * power button.
 */
export function hostFixture(name: SiteName, running: string) {
  return {
    async open() {
      const hypervisor = createSite(name, withPlace(await siteSettings(name)));
      return { hypervisor, close: async () => hypervisor.close?.() };
    },
    running,
    backups: backupFixture(name, running),
    guests: false as const,
    memoryAlways: true as const,
    provision: {
      image: 'tiny.vdi',
      iso: 'debian-13 "netinst".iso',
      memoryBytes: 16 * 1024 ** 2,
      onlyOff: true as const,
    },
    booted: async ({ id }: Machine) => ensureBooted((await openLab()).hosts[name], id, signal),
  };
}

function withPlace(settings: { readonly backups?: object | undefined }): object {
  return {
    ...settings,
    backups: { directory: '~/nakhoda-backups', ...settings.backups, places: full },
  };
}
