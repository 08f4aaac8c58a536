import { describe, expect, it } from 'vitest';
import { creationOf } from '../../../../../adapters/hypervisor/proxmox/provision/params.ts';
import type { Plan } from '../../../../../adapters/hypervisor/proxmox/provision/plan.ts';
import type { NewMachine } from '../../../../../src/hypervisor/provision.ts';

const GiB = 1024 ** 3;
const wanted: NewMachine = {
  name: 'web-2',
  description: '',
  cpus: 2,
  memoryBytes: 2 * GiB,
  source: { image: 'local:import/debian-13.qcow2' },
  start: false,
};
const plan: Plan = {
  host: 'pve1',
  kind: 'vm',
  from: 'disk',
  of: 'local:import/debian-13.qcow2',
  storage: 'fast',
  plug: { bridge: 'vmbr0', tag: 20, segment: 'vmbr0.20' },
  effect: { host: 'pve1', warnings: [] },
};
const made = (more: { wanted?: Partial<NewMachine>; plan?: Partial<Plan> }) =>
  creationOf({
    id: '105',
    pool: 'bot',
    wanted: { ...wanted, ...more.wanted },
    plan: { ...plan, ...more.plan },
  });

describe('a new machine', () => {
  it('of a cloud image imports it, and is told its first boot', () => {
    const sshKeys = ['ssh-ed25519 AAAA+/= anna@home', 'ssh-ed25519 BBBB bo'];
    const cloudInit = { user: 'anna', sshKeys, address: '10.0.0.5/24', gateway: '10.0.0.1' };
    expect(made({ wanted: { source: { image: plan.of, cloudInit } } })).toMatchObject({
      ...{ vmid: '105', name: 'web-2', pool: 'bot', cores: 2, memory: 2048, agent: '1' },
      scsi0: 'fast:0,import-from=local:import/debian-13.qcow2',
      ide2: 'fast:cloudinit',
      net0: 'virtio,bridge=vmbr0,tag=20',
      ciuser: 'anna',
      sshkeys: 'ssh-ed25519%20AAAA%2B%2F%3D%20anna%40home%0Assh-ed25519%20BBBB%20bo',
      ipconfig0: 'ip=10.0.0.5/24,gw=10.0.0.1',
      boot: 'order=scsi0',
    });
  });

  it('takes its address from DHCP where none is given, and IPv6 by its own keys', () => {
    expect(made({})).toMatchObject({ ipconfig0: 'ip=dhcp' });
    const cloudInit = { sshKeys: [], address: '2001:db8::5/64', gateway: '2001:db8::1' };
    expect(made({ wanted: { source: { image: plan.of, cloudInit } } })).toMatchObject({
      ipconfig0: 'ip6=2001:db8::5/64,gw6=2001:db8::1',
    });
  });

  it('for an installation has an empty disk before the medium', () => {
    const more = { from: 'iso', of: 'local:iso/debian-13.iso', diskBytes: 1.5 * GiB } as const;
    expect(made({ plan: more })).toMatchObject({
      scsi0: 'fast:1.5',
      ide2: 'local:iso/debian-13.iso,media=cdrom',
      boot: 'order=scsi0;ide2',
    });
  });

  it('that is a container has the size, the name and the key in its own words', () => {
    const more = {
      kind: 'container',
      from: 'container',
      of: 'local:vztmpl/debian.tar.zst',
    } as const;
    const cloudInit = { sshKeys: ['ssh-ed25519 AAAA anna'] };
    const params = made({
      plan: { ...more, diskBytes: 4 * GiB },
      wanted: { source: { image: more.of, cloudInit } },
    });
    expect(params).toEqual({
      ...{ vmid: '105', hostname: 'web-2', pool: 'bot', cores: 2, memory: 2048 },
      ostemplate: 'local:vztmpl/debian.tar.zst',
      rootfs: 'fast:4',
      net0: 'name=eth0,bridge=vmbr0,tag=20,ip=dhcp',
      unprivileged: true,
      'ssh-public-keys': 'ssh-ed25519 AAAA anna',
    });
  });
});
