import { describe, expect, it } from 'vitest';
import {
  parseCards,
  withPending,
} from '../../../../../adapters/hypervisor/libvirt/network/cards.ts';
import { changedInterface } from '../../../../../adapters/hypervisor/libvirt/network/interface-xml.ts';

const mac = '52:54:00:12:34:56';
const domain = (interfaces: string) =>
  `<domain type='kvm'><name>a &amp; b</name><devices><disk type='file'/>${interfaces}</devices></domain>`;
const card = `<interface type='bridge'>
  <mac address='${mac}'/><source bridge='br0'/><virtualport type='openvswitch'/>
  <model type='virtio'/><mtu size='9000'/><rom enabled='no'/><boot order='2'/>
</interface>`;

describe('the interface of a definition', () => {
  it('is plugged into another bridge and keeps all else that it has', () => {
    const source = { kind: 'bridge', name: 'br1' } as const;
    const changed = changedInterface(domain(card), { mac, source });
    expect(changed.replaceAll(/\s*\n\s*/g, '')).toBe(
      `<interface type="bridge"><mac address="${mac}"/><source bridge="br1"/>` +
        '<model type="virtio"/><mtu size="9000"/><rom enabled="no"/><boot order="2"/></interface>',
    );
  });

  it('becomes one of another kind with its source', () => {
    const source = { kind: 'network', name: 'default' } as const;
    const changed = changedInterface(domain(card), { mac, source });
    expect(changed).toContain('<interface type="network">');
    expect(changed).toContain('<source network="default"/>');
  });

  it('gets a cable that is pulled, and put in again', () => {
    const pulled = changedInterface(domain(card), { mac, linkUp: false });
    expect(pulled).toContain('<link state="down"/>');
    const again = changedInterface(domain(pulled), { mac, linkUp: true });
    expect(again).toContain('<link state="up"/>');
    expect(again.match(/<link/g)).toHaveLength(1);
  });

  it('takes no name for XML', () => {
    const name = `br"'/><evil a='&`;
    const changed = changedInterface(domain(card), { mac, source: { kind: 'bridge', name } });
    const [read] = parseCards(domain(changed));
    expect(read?.segment).toBe(name);
    expect(changed).not.toContain('<evil');
  });

  it('is not-found for a MAC address that nobody has', () => {
    expect(() => changedInterface(domain(card), { mac: '52:54:00:00:00:00' })).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
  });
});

describe('network cards', () => {
  it('are read with mode, segment, model and cable', () => {
    const user = `<interface type='user'><mac address='52:54:00:00:00:02'/></interface>`;
    expect(parseCards(domain(`${card}${user}`))).toEqual([
      {
        id: mac,
        mac,
        model: 'virtio',
        mode: 'bridge',
        segment: 'br0',
        wiring: 'bridge',
        linkUp: true,
      },
      {
        id: '52:54:00:00:00:02',
        mac: '52:54:00:00:00:02',
        mode: 'user',
        wiring: 'nat',
        linkUp: true,
      },
    ]);
  });

  it('say what the next start changes', () => {
    const [now] = parseCards(domain(card));
    const next = parseCards(domain(card.replace("bridge='br0'", "bridge='br1'")));
    expect(withPending([now ?? expect.fail()], next)[0]?.pending).toBe(
      'the next start plugs it into bridge br1',
    );
    expect(withPending([now ?? expect.fail()], [])[0]?.pending).toBe(
      'it is gone with the next start',
    );
    expect(withPending([], next)[0]?.pending).toBe('it is there from the next start');
    expect(withPending([now ?? expect.fail()], parseCards(domain(card)))[0]?.pending).toBe(
      undefined,
    );
  });
});
