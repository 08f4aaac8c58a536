import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The package `pve-manager` brings it: https://pve.proxmox.com/pve-docs/ */
const program = 'usr/bin/pveversion';

/**
 * On a node itself a token is all that is missing, and only a person can make one. It starts QEMU by itself:
 * https://pve.proxmox.com/pve-docs/pve-admin-guide.html#chapter_virtual_machines
 */
export async function remarks(root = '/'): Promise<readonly string[]> {
  if (!existsSync(join(root, program))) return [];
  return [
    'This machine is a node of a Proxmox VE, whose machines libvirt does not see: npm start -- setup adds it, at https://127.0.0.1:8006.',
  ];
}
