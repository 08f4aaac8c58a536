import { onUse } from '../../../src/on-use.ts';
import { defineHypervisor } from '../../../src/site.ts';
import { Config } from './config.ts';

/** The machines of one user's VirtualBox, driven through `VBoxManage`, here or over ssh. */
export const virtualbox = defineHypervisor({
  kind: 'virtualbox',
  Config,
  create: onUse(async () => (await import('./site.ts')).createSite),
  detect: onUse(async () => (await import('./detect.ts')).detect),
  setup: {
    label: 'Machines of a VirtualBox, on this machine or another: Linux, macOS or Windows',
    ask: onUse(async () => (await import('./setup.ts')).ask),
  },
});
