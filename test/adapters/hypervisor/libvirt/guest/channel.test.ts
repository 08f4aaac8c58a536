import { expect, it } from 'vitest';
import { parseWiring } from '../../../../../adapters/hypervisor/libvirt/guest/channel.ts';

const channel = (state: string) =>
  `<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'${state}/></channel>`;

it.each([
  ['', undefined],
  [" state='connected'", true],
  [" state='disconnected'", false],
])('a channel with%s is read', (state, opened) => {
  const spice =
    "<channel type='spicevmc'><target type='virtio' name='com.redhat.spice.0'/></channel>";
  const xml = `<domain><devices><controller type='virtio-serial' index='0'/>${spice}${channel(state)}</devices></domain>`;
  expect(parseWiring(xml)).toMatchObject({ channel: true, opened, controller: true });
});

it('a machine without one, and what virt-install knew of its system', () => {
  const os = `<libosinfo:libosinfo xmlns:libosinfo="http://libosinfo.org/xmlns/libvirt/domain/1.0"><libosinfo:os id="http://debian.org/debian/12"/></libosinfo:libosinfo>`;
  const xml = `<domain><metadata>${os}</metadata><devices><controller type='usb'/></devices></domain>`;
  expect(parseWiring(xml)).toEqual({
    channel: false,
    opened: undefined,
    controller: false,
    os: 'http://debian.org/debian/12',
  });
});
