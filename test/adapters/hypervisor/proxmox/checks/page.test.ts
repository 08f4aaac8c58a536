import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { needs, privilegesOf } from '../../../../../adapters/hypervisor/proxmox/checks/needs.ts';

const page = readFileSync(new URL('../../../../../docs/proxmox.md', import.meta.url), 'utf8');
const roles = [...page.matchAll(/pveum role add Nakhoda --privs "([^"]+)"/g)].map(
  ([, privileges = '']) => privileges.split(' '),
);

describe('the role on the page about Proxmox', () => {
  it.each([
    [9, 0],
    [8, 1],
  ])('for PVE %s has what the commands need, and little more', (major, index) => {
    const needed = new Set(needs.flatMap((need) => privilegesOf(need, major)));
    // Pools are shown, and new machines put into them.
    expect(new Set(roles[index])).toEqual(new Set([...needed, 'Pool.Audit']));
  });
});
