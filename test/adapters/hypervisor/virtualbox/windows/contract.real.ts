import type { Machine } from '../../../../../src/hypervisor.ts';
import { hypervisorContract } from '../../../../contracts/hypervisor.ts';
import { programOf } from '../../../../lab/virtualbox/host.ts';
import { ensureBooted } from '../../../../lab/virtualbox/machine.ts';
import { createSite, openLab } from '../site.ts';
import { openWindowsHost } from './open-host.ts';

const { signal } = new AbortController();

/** Made up: no Windows is at hand. */
const system = {
  upSeconds: '86400',
  board: '4C4C4544-0042-3510-8052-B4C04F4E3732',
  hypervisor: 'False',
  driver: 'Running',
};

for (const shell of ['cmd', 'powershell'] as const) {
  hypervisorContract(`VirtualBox on what stands in for Windows, behind ${shell}`, {
    async open() {
      const { directory } = (await openLab()).hosts['vbox-a'];
      const drive = { folder: directory, as: 'C:\\Users\\Jörg Öz' };
      const host = await openWindowsHost({
        ...drive,
        shell,
        program: programOf(directory),
        system,
      });
      const hypervisor = createSite('laptop', { ssh: host.ssh });
      return {
        hypervisor,
        async close() {
          await hypervisor.close?.();
          await host.close();
        },
      };
    },
    running: 'b1',
    stopped: 'b2',
    // The lab's guest is a boot sector: it prints a line, halts, and hears the power button.
    guests: false,
    memoryAlways: true,
    booted: async ({ id }: Machine) => ensureBooted((await openLab()).hosts['vbox-a'], id, signal),
  });
}
