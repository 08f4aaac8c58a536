import { onUse } from '../../../src/on-use.ts';
import { defineHypervisor } from '../../../src/site.ts';
import { Config } from './config.ts';

/** KVM and QEMU machines of one libvirt, driven through `virsh`, here or over ssh. */
export const libvirt = defineHypervisor({
  kind: 'libvirt',
  Config,
  create: onUse(async () => (await import('./site.ts')).createSite),
  detect: onUse(async () => (await import('./detect.ts')).detect),
  remarks: onUse(async () => (await import('./remarks.ts')).remarks),
  setup: {
    label: 'KVM and QEMU machines of a libvirt, on this machine or another',
    ask: onUse(async () => (await import('./setup/setup.ts')).ask),
  },
});
