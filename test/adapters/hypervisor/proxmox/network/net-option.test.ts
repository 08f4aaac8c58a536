import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cardOf,
  parseNet,
  withWords,
  writeNet,
} from '../../../../../adapters/hypervisor/proxmox/network/net-option.ts';

const vm = { id: '100', kind: 'vm', state: 'running' } as const;
const container = { id: '200', kind: 'container', state: 'stopped' } as const;

describe('a card of the configuration', () => {
  it.each([
    [
      'virtio=BC:24:11:53:78:7B,bridge=vmbr0',
      vm,
      { model: 'virtio', mode: 'bridge', segment: 'vmbr0', linkUp: true, firewall: false },
    ],
    [
      'e1000=BC:24:11:53:78:7B,bridge=vmbr1,firewall=1,link_down=1,tag=20',
      vm,
      { model: 'e1000', segment: 'vmbr1', vlan: 20, firewall: true, linkUp: false },
    ],
    ['model=virtio,macaddr=bc:24:11:53:78:7b,bridge=vmbr0', vm, { model: 'virtio' }],
    [
      'name=eth0,bridge=vmbr0,hwaddr=BC:24:11:53:78:7B,ip=10.10.10.200/24,type=veth',
      container,
      { model: 'veth', segment: 'vmbr0', linkUp: true },
    ],
  ] as const)('%s is read', (text, machine, expected) => {
    const card = cardOf('net0', parseNet(text), machine);
    expect(card).toMatchObject({ id: 'net0', mac: 'bc:24:11:53:78:7b', ...expected });
  });

  it('without a bridge is behind the NAT of QEMU itself', () => {
    const card = cardOf('net0', parseNet('virtio=BC:24:11:53:78:7B'), vm);
    expect(card).toMatchObject({ mode: 'nat' });
    expect(card.segment).toBeUndefined();
  });

  it('has an end on the host only while its machine is on', () => {
    const option = parseNet('virtio=BC:24:11:53:78:7B,bridge=vmbr0');
    expect(cardOf('net1', option, vm).device).toBe('tap100i1');
    expect(cardOf('net0', option, container).device).toBeUndefined();
  });
});

describe('a changed card', () => {
  it('keeps every word that was not asked about, in its place', () => {
    const option = parseNet('virtio=BC:24:11:53:78:7B,bridge=vmbr0,tag=7,queues=4');
    expect(writeNet(withWords(option, { bridge: 'vmbr1', tag: undefined, firewall: '1' }))).toBe(
      'virtio=BC:24:11:53:78:7B,bridge=vmbr1,queues=4,firewall=1',
    );
  });

  it('comes back as it was written, whatever its words are', () => {
    const word = fc.stringMatching(/^[a-z_]{1,9}$/);
    const value = fc.stringMatching(/^[\w:./=-]{1,12}$/);
    fc.assert(
      fc.property(fc.dictionary(word, value), (words) => {
        const option = new Map(Object.entries(words));
        expect(parseNet(writeNet(option))).toEqual(option);
      }),
    );
  });
});
