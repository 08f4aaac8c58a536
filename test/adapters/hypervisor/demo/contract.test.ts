import { expect } from 'vitest';
import { hypervisorContract } from '../../../contracts/hypervisor.ts';
import { never } from '../../../contracts/subject.ts';
import { openDemo } from './site.ts';

hypervisorContract('demo', {
  open: () => openDemo(),
  running: 'web-2',
  stopped: 'lab-03',
  mute: 'win-print',
  backups: {
    corrupt: async ({ backups }) => {
      const all = await backups?.list({ signal: never });
      return all?.findLast(({ machine }) => machine.name === 'web-1') ?? expect.unreachable();
    },
    fullPlace: 'usb-stick',
  },
});
