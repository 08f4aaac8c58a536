import { demo } from './demo/index.ts';
import { libvirt } from './libvirt/index.ts';
import { proxmox } from './proxmox/index.ts';
import { virtualbox } from './virtualbox/index.ts';

/** One line for each hypervisor; a folder that is missing here fails a test. */
export const hypervisors = [demo, libvirt, proxmox, virtualbox];
