import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../../../adapters/hypervisor/libvirt/backups/disks.ts';
import { restoredXml } from '../../../../../adapters/hypervisor/libvirt/backups/restore-xml.ts';
import { recorded } from '../recorded.ts';

const real = recorded('domain.xml').trim();
const uuid = '94f1b45e-492b-4fbc-90c7-42da8143da50';
const same = { name: 'e2', uuid, disks: [] };
const quotes = (xml: string) => xml.replaceAll("'", '"');

describe('a restored definition', () => {
  it('is what it was, to the letter, where nothing is to change', () => {
    expect(restoredXml(real, same)).toBe(quotes(real));
  });

  it('keeps text that means something to XML', () => {
    const odd = `<domain type="qemu" xmlns:q="http://x"><name>e2</name><uuid>${uuid}</uuid><title>a &lt;b&gt; &amp;amp; &#13;</title><devices/><q:commandline><q:arg value="&quot;x&quot; &amp; it's"/></q:commandline></domain>`;
    expect(restoredXml(odd, same)).toBe(odd);
  });

  it('has the new file of each disk, and nothing of the old chain', () => {
    const disks = [{ target: 'vda', format: 'raw', path: `/new/a'<b>&"c.raw` }];
    const xml = restoredXml(real, { ...same, disks });
    expect(xml).toContain('<source file="/new/a&#39;&#60;b&#62;&#38;&#34;c.raw"/>');
    expect(xml).toContain('<driver name="qemu" type="raw" cache="unsafe"/>');
    expect(xml).not.toContain('.qcow2');
  });

  it('makes a file of a disk that was a device or lay in the network', () => {
    const disk = `<disk type='network' device='disk'><driver name='qemu' type='raw'/><source protocol='rbd' name='p/x' index='1'><host name='h'/><auth username='u'/></source><backingStore/><target dev='vdb' bus='virtio'/></disk>`;
    const xml = restoredXml(real.replace('<devices>', `<devices>${disk}`), {
      ...same,
      disks: [{ target: 'vdb', format: 'qcow2', path: '/new/b.qcow2' }],
    });
    expect(xml).toContain(
      '<disk type="file" device="disk"><driver name="qemu" type="qcow2"/><target dev="vdb" bus="virtio"/><source file="/new/b.qcow2"/></disk>',
    );
    expect(xml).not.toContain('rbd');
  });

  it('of a new machine shares no identity with the old one', () => {
    const old = real
      .replace('<memory', `<genid>${uuid}</genid><memory`)
      .replace(
        '<os>',
        `<sysinfo type='smbios'><system><entry name='uuid'>${uuid}</entry><entry name='serial'>s</entry></system></sysinfo><os><nvram>/v/old.fd</nvram>`,
      );
    const xml = restoredXml(old, {
      name: 'a <new> one',
      uuid: '11111111-2222-8333-a444-555555555555',
      disks: [],
      nvram: '/v/new.fd',
      mac: (number) => `52:54:00:00:00:0${number}`,
    });
    expect(xml).not.toContain(uuid);
    expect(xml).toContain('<name>a &#60;new&#62; one</name>');
    expect(xml).toContain('<genid/>');
    expect(xml).toContain('<entry name="serial">s</entry>');
    expect(xml).toContain('<nvram>/v/new.fd</nvram>');
    expect(xml.match(/<mac [^>]*>/g)).toEqual(['<mac address="52:54:00:00:00:00"/>']);
  });

  it('of a new machine has no disk that the old one writes to', () => {
    const disk = (target: string, device: string, more = '') =>
      `<disk type='block' device='${device}'><driver name='qemu' type='raw'/><source dev='/dev/${target}'/><target dev='${target}' bus='scsi'/>${more}</disk>`;
    const old = real.replace(
      '<devices>',
      `<devices>${disk('sdx', 'lun')}${disk('sdy', 'disk')}${disk('sdz', 'disk', '<readonly/>')}${disk('sr0', 'cdrom')}`,
    );
    const isNew = { ...same, mac: () => '52:54:00:00:00:00' };
    const beside = restoredXml(old, isNew);
    expect(beside).not.toMatch(/sdx|sdy/);
    expect(beside).toMatch(/sdz.*sr0/s);
    // Over the old one they stay what they are.
    expect(restoredXml(old, same)).toBe(quotes(old));
  });

  it("names the new file of the firmware's variables in the way the old one is named", () => {
    const os = (nvram: string) => real.replace('<os>', `<os>${nvram}`);
    const old = os("<nvram type='file'>\n      <source file='/v/old.fd'/>\n    </nvram>");
    const xml = restoredXml(old, { ...same, nvram: '/v/new.fd' });
    expect(xml).toContain('<source file="/v/new.fd"/>');
    expect(xml).not.toContain('old.fd');
    expect(parseDefinition(old).nvram).toBe('/v/old.fd');
    expect(parseDefinition(os('<nvram>/v/a.fd</nvram>')).nvram).toBe('/v/a.fd');
  });

  it('that cannot be read is refused', () => {
    expect(() => restoredXml('nothing', same)).toThrow('cannot be read');
  });
});
