import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  descendants,
  marked,
  Shelf,
  sameRecord,
} from '../../../../../adapters/hypervisor/proxmox/snapshots/records.ts';

function recordedList(name: string): Shelf {
  const file = join(import.meta.dirname, '../../../../recorded/proxmox', `${name}.json`);
  return Shelf.parse(JSON.parse(readFileSync(file, 'utf8')).body.data);
}

const web = { name: 'web01' };

describe('the snapshots of a machine', () => {
  it('are read as Proxmox lists them, oldest first, without its entry for the present', () => {
    const { records, isOn } = recordedList('snapshot_list_three');
    expect(isOn).toBe(true);
    expect(records).toEqual([
      {
        ...{ id: 'before-upgrade', name: 'before-upgrade', description: 'changed' },
        ...{ createdAt: 1_795_383_218_000, memory: false, current: false },
      },
      {
        ...{ id: 'second', name: 'second', description: '', parent: 'before-upgrade' },
        ...{ createdAt: 1_795_383_219_000, memory: false, current: false },
      },
      {
        ...{ id: 'withram', name: 'withram', description: '', parent: 'second' },
        ...{ createdAt: 1_795_383_220_000, memory: true, current: true },
      },
    ]);
  });

  it('are none where only the present is listed', () => {
    expect(recordedList('snapshot_list_empty')).toEqual({ records: [], isOn: true });
  });

  it('have no current one where the present grows from none', () => {
    const { records, isOn } = recordedList('snapshot_list_after');
    expect(isOn).toBe(false);
    expect(records.map(({ name, current }) => [name, current])).toEqual([
      ['second', false],
      ['withram', false],
    ]);
  });

  it('of one second are in the order they were taken on top of each other', () => {
    const rows = [
      { name: 'c', snaptime: 7, parent: 'b' },
      { name: 'a', snaptime: 7 },
      { name: 'current', parent: 'c' },
      { name: 'b', snaptime: 7, parent: 'a' },
    ];
    expect(Shelf.parse(rows).records.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });

  it('that go with one are those on top of it, the deepest first', () => {
    const { records } = recordedList('snapshot_list_three');
    const [oldest] = records;
    expect(oldest && descendants(oldest, records).map(({ name }) => name)).toEqual([
      'withram',
      'second',
    ]);
  });

  it('end in no circle, whatever their parents are', () => {
    const rows = [
      { name: 'a', snaptime: 1, parent: 'b' },
      { name: 'b', snaptime: 1, parent: 'a' },
    ];
    const { records } = Shelf.parse(rows);
    expect(records).toHaveLength(2);
    expect(records[0] && descendants(records[0], records)).toHaveLength(1);
  });
});

describe('a snapshot', () => {
  it('is not the one that was shown when it was made anew since', () => {
    const shelf = recordedList('snapshot_list_three');
    const shown = sameRecord(shelf, web, shelf.records[1] ?? expect.unreachable());
    expect(() => sameRecord(shelf, web, { ...shown, createdAt: 1 })).toThrow(
      'another snapshot now',
    );
    expect(() => sameRecord(shelf, web, { ...shown, id: 'gone', name: 'gone' })).toThrow(
      'web01 has no snapshot gone any more',
    );
  });

  it('has its description as it was given, without our mark', () => {
    const property = fc.property(fc.string({ unit: 'grapheme' }), (written) => {
      const description = written.trimEnd();
      const row = { name: 'n', snaptime: 1, description: marked(description, 'op-1') };
      expect(Shelf.parse([row]).records[0]).toMatchObject({ description, tag: 'op-1' });
    });
    fc.assert(property);
  });
});
