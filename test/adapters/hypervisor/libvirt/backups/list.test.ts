import { describe, expect, it } from 'vitest';
import { parseListing } from '../../../../../adapters/hypervisor/libvirt/backups/list.ts';
import type { Manifest } from '../../../../../adapters/hypervisor/libvirt/backups/manifest.ts';

const sum = 'a'.repeat(64);
const hostile = 'x\nbackup 0 evil e30=\nfile 1 1 1 vda.qcow2 \u202E --all';

function manifest(id: string, createdAt: number): Manifest {
  return {
    format: 1,
    id,
    machine: { id: 'm', birth: 'm', name: hostile },
    createdAt,
    note: hostile,
    tag: 't',
    kind: 'full',
    disks: [{ target: 'vda', file: 'vda.qcow2', virtualBytes: 100, type: 'file', format: 'raw' }],
    files: [
      { name: 'vda.qcow2', bytes: 50, sha256: sum },
      { name: 'domain.xml', bytes: 10, sha256: sum },
    ],
    warnings: ['then'],
    notes: [],
  };
}

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
const line = (id: string, value: unknown, verified?: unknown) =>
  `backup 0 ${id} ${base64(value)} ${verified === undefined ? '' : base64(verified)}\n`;
const whole = 'file 50 8 512 vda.qcow2\nfile 10 8 512 domain.xml\nfile 400 8 512 manifest.json\n';

function parse(text: string) {
  const places = [{ name: 'disk', directory: '/b' }];
  return parseListing(text, { places, site: 'kvm', host: 'h' }).map(({ backup }) => backup);
}

describe('a listing', () => {
  it('gives backups newest first, with names and notes as they were', () => {
    const found = parse(
      `${line('a-000000000', manifest('a-000000000', 1))}${whole}${line('b-000000000', manifest('b-000000000', 2))}${whole}`,
    );
    expect(found.map(({ id }) => id)).toEqual(['b-000000000', 'a-000000000']);
    expect(found[0]).toMatchObject({
      site: 'kvm',
      host: 'h',
      place: 'disk',
      note: hostile,
      machine: { name: hostile },
      bytes: 3 * 8 * 512,
      diskBytes: 100,
      warnings: ['then'],
    });
    expect(found[0]?.verified).toBeUndefined();
  });

  it('names files that are missing or have another length', () => {
    const id = 'a-000000000';
    const [cut] = parse(`${line(id, manifest(id, 1))}file 49 8 512 vda.qcow2\n`);
    expect(cut?.warnings).toEqual(['then', 'vda.qcow2 is cut short', 'domain.xml is missing']);
  });

  it('gives the last verification', () => {
    const id = 'a-000000000';
    const verified = { at: 5, verdict: { whole: false, says: 'vda.qcow2 is corrupt' } };
    expect(parse(line(id, manifest(id, 1), verified))[0]?.verified).toEqual(verified);
  });

  it('leaves out what is no backup of ours', () => {
    const id = 'a-000000000';
    const elsewhere = { ...manifest(id, 1), files: [{ name: '../../x', bytes: 1, sha256: sum }] };
    expect(parse(line('other-00000', manifest(id, 1)))).toEqual([]);
    expect(parse(line(id, elsewhere))).toEqual([]);
    expect(parse(line(id, { ...manifest(id, 1), format: 2 }))).toEqual([]);
    expect(parse(`backup 0 ${id} bm90IGpzb24=\n`)).toEqual([]);
    expect(parse(`backup 7 ${id} ${base64(manifest(id, 1))}\n`)).toEqual([]);
    expect(parse('')).toEqual([]);
  });
});
