import type { Machine } from '../../../../src/hypervisor.ts';
import { hypervisorContract } from '../../../contracts/hypervisor.ts';
import { ensureBooted } from '../../../lab/virtualbox/machine.ts';
import { backupFixture, full } from './backups/fixture.ts';
import { createSite, openLab, type SiteName, siteSettings } from './site.ts';

async function opened(name: SiteName) {
  const settings = await siteSettings(name);
  const hypervisor = createSite(name, withPlace(settings));
  return { hypervisor, close: async () => hypervisor.close?.() };
}

function withPlace(settings: { readonly backups?: object | undefined }): object {
  return {
    ...settings,
    backups: { directory: '~/nakhoda-backups', ...settings.backups, places: full },
  };
}

const { signal } = new AbortController();

// The lab's guest is a boot sector: it prints a line, halts, and hears the power button.
const tiny = (name: SiteName) => ({
  guests: false as const,
  memoryAlways: true as const,
  provision: {
    image: 'tiny.vdi',
    iso: 'debian-13 "netinst".iso',
    memoryBytes: 16 * 1024 ** 2,
    onlyOff: true as const,
  },
  booted: async ({ id }: Machine) => ensureBooted((await openLab()).hosts[name], id, signal),
});

hypervisorContract('VirtualBox beside the bot', {
  open: () => opened('vbox-a'),
  running: 'b1',
  stopped: 'b2',
  backups: backupFixture('vbox-a', 'b1'),
  ...tiny('vbox-a'),
});

hypervisorContract('VirtualBox over ssh', {
  open: () => opened('vbox-b'),
  running: 'b3',
  stopped: 'b4',
  backups: backupFixture('vbox-b', 'b3'),
  ...tiny('vbox-b'),
});
