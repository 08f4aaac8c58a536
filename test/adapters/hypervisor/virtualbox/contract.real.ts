import type { Machine } from '../../../../src/hypervisor.ts';
import { hypervisorContract } from '../../../contracts/hypervisor.ts';
import { ensureBooted } from '../../../lab/virtualbox/machine.ts';
import { openLab, openSite, type SiteName } from './site.ts';

async function opened(name: SiteName) {
  const hypervisor = await openSite(name);
  return { hypervisor, close: async () => hypervisor.close?.() };
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
  ...tiny('vbox-a'),
});

hypervisorContract('VirtualBox over ssh', {
  open: () => opened('vbox-b'),
  running: 'b3',
  stopped: 'b4',
  ...tiny('vbox-b'),
});
