import { expect, it } from 'vitest';
import { consoleWays } from '../../../../adapters/hypervisor/libvirt/console.ts';
import { wayOf } from '../../../../adapters/hypervisor/libvirt/way.ts';
import type { Machine } from '../../../../src/hypervisor.ts';

const id = '11111111-2222-4333-8444-555555555555';
const machine: Machine = {
  site: 's',
  host: 'kvm2',
  id,
  birth: id,
  name: '-web; reboot',
  kind: 'vm',
  state: 'running',
  tags: [],
};
const domain = (devices: string) => `<domain><devices>${devices}</devices></domain>`;
const vnc = "<graphics type='vnc' port='5901' autoport='yes' listen='127.0.0.1'/>";
const serial = "<serial type='pty'/><console type='pty'/>";
const here = wayOf({ uri: 'qemu:///system' });

it('a screen and a serial console of this host are reached by its name', () => {
  expect(consoleWays(domain(vnc + serial), machine, here)).toEqual([
    {
      name: 'screen, with virt-viewer',
      line: `virt-viewer --connect qemu+ssh://kvm2/system --uuid ${id}`,
    },
    {
      name: 'screen, with any VNC viewer',
      line: 'ssh -N -L 5901:127.0.0.1:5901 kvm2',
      note: 'While it runs: vnc://127.0.0.1:5901',
    },
    {
      name: 'serial console',
      line: `virsh --connect qemu+ssh://kvm2/system console ${id}`,
      note: 'Ctrl-] leaves it.',
    },
  ]);
});

it('a host over ssh is reached as the bot reaches it', () => {
  const way = wayOf({
    uri: 'qemu:///system',
    ssh: { host: 'fd00::2', user: 'admin', port: 2222 },
  });
  const lines = consoleWays(domain(vnc), machine, way).map(({ line }) => line);
  expect(lines).toEqual([
    `virt-viewer --connect 'qemu+ssh://admin@[fd00::2]:2222/system' --uuid ${id}`,
    'ssh -N -L 5901:127.0.0.1:5901 -p 2222 admin@fd00::2',
  ]);
});

it('a server on all addresses is tunnelled to as on its own, one on a socket is left to virt-viewer', () => {
  const all = "<graphics type='spice' port='5900' listen='0.0.0.0'/>";
  expect(consoleWays(domain(all), machine, here)[1]).toMatchObject({
    line: 'ssh -N -L 5900:127.0.0.1:5900 kvm2',
    note: 'While it runs: spice://127.0.0.1:5900',
  });
  const socket = "<graphics type='vnc' socket='/run/vnc.sock'/>";
  expect(consoleWays(domain(socket), machine, here).map(({ name }) => name)).toEqual([
    'screen, with virt-viewer',
  ]);
});

it('a machine without either has none', () => {
  expect(consoleWays(domain(''), machine, here)).toEqual([]);
});
