import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseSnapshot,
  snapshotXml,
} from '../../../../../adapters/hypervisor/libvirt/snapshots/xml.ts';
import { recorded } from '../recorded.ts';

describe('the description of a snapshot', () => {
  it('is read as libvirt writes it', () => {
    expect(parseSnapshot(recorded('snapshot-live.xml'))).toMatchObject({
      id: 'live1',
      name: 'live1',
      description: 'd',
      createdAt: 1_795_388_828_000,
      memory: true,
      savedState: 'running',
      disksHeld: ['vda'],
      isExternal: false,
    });
  });

  it('is external when a disk of it lies in another file', () => {
    const xml =
      "<domainsnapshot><name>d</name><state>disk-snapshot</state><memory snapshot='no'/><disks><disk name='vda' snapshot='external'/><disk name='vdb' snapshot='no'/></disks></domainsnapshot>";
    expect(parseSnapshot(xml)).toMatchObject({
      isExternal: true,
      memory: false,
      disksHeld: ['vda'],
    });
  });

  it('comes back as it was given, without our mark', () => {
    const text = fc.string({ unit: 'grapheme' });
    const property = fc.property(text, (written) => {
      // libvirt's parser, as every XML parser, makes one line break of each kind it knows.
      const description = written.trimEnd();
      const xml = snapshotXml({ name: 'n', description }, { tag: 'op-1' });
      expect(parseSnapshot(xml)).toMatchObject({ name: 'n', description, tag: 'op-1' });
    });
    fc.assert(property);
  });

  it('holds no character that XML cannot hold', () => {
    const xml = snapshotXml({ name: 'n', description: 'a\0b\u001Bc\uD800d' }, { tag: 't' });
    expect(parseSnapshot(xml).description).toBe('a\uFFFDb\uFFFDc\uFFFDd');
  });

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['one\ntwo', 'line breaks'],
    ['a\u2028b', 'line breaks'],
    ['tab\there', 'control'],
    ['a/b', 'slash'],
    ['.hidden', 'dot'],
    ['\uD800', 'Unicode'],
    ['é'.repeat(101), '200 bytes'],
    ['1', 'for another'],
    ['say "cheese"', 'loses'],
    ['back\\slash', 'loses'],
  ])('refuses the name %j', (name, why) => {
    expect(() => snapshotXml({ name, description: '' }, { tag: 't' })).toThrow(
      expect.objectContaining({ code: 'invalid', message: expect.stringContaining(why) }),
    );
  });

  it.each(['--all', '$(reboot)', `it's`, '2026-11-23', '<b>&amp;', 'data \u202Eevil', '日本'])(
    'takes the name %j as it is',
    (name) => {
      expect(parseSnapshot(snapshotXml({ name, description: '' }, { tag: 't' })).name).toBe(name);
    },
  );
});
