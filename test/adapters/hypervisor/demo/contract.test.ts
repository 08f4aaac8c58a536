import { expect } from 'vitest';
import { hypervisorContract } from '../../../contracts/hypervisor.ts';
import { never } from '../../../contracts/subject.ts';
import { openDemo } from './site.ts';

hypervisorContract('demo', {
  open: () => openDemo(),
  running: 'web-2',
  stopped: 'lab-03',
  mute: 'win-print',
  provision: { image: 'debian-13.qcow2', memoryBytes: 2 * 1024 ** 3, iso: 'debian-13-netinst.iso' },
  backups: {
    corrupt: async ({ backups }) => {
      const all = await backups?.list({ signal: never });
      return all?.findLast(({ machine }) => machine.name === 'web-1') ?? expect.unreachable();
    },
    fullPlace: 'usb-stick',
  },
});
