import { describe, expect, it } from 'vitest';
import { parseListing } from '../../../../../adapters/hypervisor/virtualbox/backups/list.ts';
import type { Manifest } from '../../../../../adapters/hypervisor/virtualbox/backups/manifest.ts';

const hostile = 'x\nbackup 0 evil e30=\nfile 1 evil.ova \u202E --all';

function manifest(id: string, createdAt: number): Manifest {
  return {
    format: 1,
    id,
    machine: { id: 'm', birth: 'm', name: hostile },
    createdAt,
    note: hostile,
    tag: 't',
    file: 'web-1.ova',
    bytes: 50,
    sums: 'a'.repeat(64),
    diskBytes: 100,
    dataBytes: 60,
    warnings: ['then'],
    notes: [],
  };
}

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
const line = (id: string, value: unknown, verified?: unknown) =>
  `backup 0 ${id} ${base64(value)} ${verified === undefined ? '' : base64(verified)}\n`;
const whole = 'file 50 web-1.ova\n';

function parse(text: string) {
  const places = [{ name: 'disk', directory: '/b' }];
  return parseListing(text, { places, site: 'box', host: 'h' }).map(({ backup }) => backup);
}

describe('a listing', () => {
  it('gives backups newest first, with names and notes as they were', () => {
    const [older, newer] = [manifest('a-000000000', 1), manifest('b-000000000', 2)];
    const found = parse(`${line(older.id, older)}${whole}${line(newer.id, newer)}${whole}`);
    expect(found.map(({ id }) => id)).toEqual([newer.id, older.id]);
    expect(found[0]).toMatchObject({
      ...{ site: 'box', host: 'h', place: 'disk', note: hostile, kind: 'full' },
      ...{ bytes: 50, diskBytes: 100, warnings: ['then'] },
      machine: { id: 'm', name: hostile },
    });
  });

  it('tells an appliance that is gone, cut short or longer', () => {
    const one = manifest('a-000000000', 1);
    const said = (files: string) => parse(`${line(one.id, one)}${files}`)[0]?.warnings.slice(1);
    expect(said('')).toEqual(['web-1.ova is missing or cannot be read']);
    expect(said('file 49 web-1.ova\n')).toEqual(['web-1.ova is cut short']);
    expect(said('file 51 web-1.ova\n')).toEqual(['web-1.ova is longer than it was']);
  });

  it('has the last verification, where there was one', () => {
    const one = manifest('a-000000000', 1);
    const verified = { at: 7, verdict: { whole: true, says: 'yes' } };
    expect(parse(`${line(one.id, one, verified)}${whole}`)[0]?.verified).toEqual(verified);
    expect(parse(`${line(one.id, one, 'no')}${whole}`)[0]?.verified).toBeUndefined();
  });

  it.each([
    ['another folder', manifest('b-000000000', 1)],
    ['a path for a file', { ...manifest('a-000000000', 1), file: '../web-1.ova' }],
    ['a later format', { ...manifest('a-000000000', 1), format: 2 }],
    ['nothing', {}],
  ])('leaves out a manifest that speaks of %s', (_, value) => {
    expect(parse(`${line('a-000000000', value)}${whole}`)).toEqual([]);
  });
});
