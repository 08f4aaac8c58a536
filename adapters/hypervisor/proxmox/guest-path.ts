import type { Machine } from '../../../src/hypervisor.ts';
import { path } from './client/client.ts';

/** Where a VM or a container is addressed: `/nodes/pve1/qemu/100`. */
export function guestPath({ host, kind, id }: Pick<Machine, 'host' | 'kind' | 'id'>): string {
  return kind === 'vm' ? path`/nodes/${host}/qemu/${id}` : path`/nodes/${host}/lxc/${id}`;
}
