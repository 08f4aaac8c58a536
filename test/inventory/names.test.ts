import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indexNames } from '../../src/inventory/names.ts';
import { machine } from '../fixtures/machines.ts';

const id = '6f1c2d3e-0000-4000-8000-000000000001';
const e1 = machine({ site: 'kvm', name: 'e1', id });

test('a machine is found by name, site/name, id, site/id, and the start of an id', () => {
  const { find } = indexNames([e1, machine()]);
  for (const word of ['e1', 'kvm/e1', id, `kvm/${id}`, '6f1c2d', 'kvm/6f1c2d3e']) {
    expect(find(word), word).toEqual([e1]);
  }
});

test('nothing else means it', () => {
  const { find } = indexNames([e1]);
  for (const word of ['6f1c2', 'E1', 'e', 'vbox/e1', 'kvm/', '', 'kvm', '__proto__']) {
    expect(find(word), word).toEqual([]);
  }
});

test('the start of several ids means all of them', () => {
  const twins = [machine({ id: 'abcdef01' }), machine({ id: 'abcdef02' })];
  expect(indexNames(twins).find('abcdef')).toEqual(twins);
});

test('a label is the name where it is unique, else site/name, else site/id', () => {
  const other = machine({ site: 'vbox', name: 'e1' });
  const twins = [machine({ name: 'x', id: '100' }), machine({ name: 'x', id: '101' })] as const;
  const { label } = indexNames([e1, other, ...twins]);
  expect(label(e1)).toBe('kvm/e1');
  expect(label(other)).toBe('vbox/e1');
  expect(twins.map(label)).toEqual(['kvm/100', 'kvm/101']);
  expect(indexNames([e1]).label(e1)).toBe('e1');
});

test('a machine whose name is another’s path or id takes nobody’s place', () => {
  const path = machine({ site: 'vbox', name: 'kvm/e1' });
  const byId = machine({ site: 'vbox', name: id });
  const { find, label } = indexNames([e1, path, byId]);
  expect(find('kvm/e1')).toEqual([path, e1]);
  expect(find(id)).toEqual([byId, e1]);
  expect(find(`kvm/${id}`)).toEqual([e1]);
  for (const one of [e1, path, byId]) expect(find(label(one))).toEqual([one]);
});

test('every label means its machine and no other, whatever the names are', () => {
  const word = fc.oneof(
    fc.constantFrom('a', 'b', 'kvm/a', 'kvm/1', 'vbox/2', '1', '2', 'kvm', '/', '', '__proto__'),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );
  const one = fc.record({
    site: fc.constantFrom('kvm', 'vbox'),
    name: word,
    id: fc.oneof(fc.constantFrom('1', '2', '3', 'a', 'kvm/a'), fc.uuid()),
  });
  const fleet = fc.uniqueArray(one, {
    selector: ({ site, id: own }) => `${site}/${own}`,
    maxLength: 12,
  });
  fc.assert(
    fc.property(fleet, (parts) => {
      const machines = parts.map(machine);
      const { find, label, suggest } = indexNames(machines);
      for (const each of machines) {
        expect(find(label(each))).toEqual([each]);
        expect(suggest('', 100)).toContain(label(each));
      }
    }),
    { numRuns: 500 },
  );
});

test('suggestions begin with the word, else come near it, and keep to the limit', () => {
  const machines = ['web-1', 'web-2', 'db-primary', 'DB-replica'].map((name) => machine({ name }));
  const { suggest } = indexNames(machines);
  expect(suggest('web', 5)).toEqual(['web-1', 'web-2']);
  expect(suggest('web', 1)).toEqual(['web-1']);
  expect(suggest('db', 5)).toEqual(['DB-replica', 'db-primary']);
  expect(suggest('primry', 5)).toEqual(['db-primary']);
  expect(suggest('wbe-2', 5)[0]).toBe('web-2');
  expect(suggest('qqqqqq', 5)).toEqual([]);
});

test('no word and no name breaks the suggestions', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { maxLength: 8 }),
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('(((', '\\', '[a-', '"-x', '$(reboot)'),
      ),
      (list, word) => {
        const { suggest } = indexNames(list.map((name) => machine({ name })));
        expect(suggest(word, 3).length).toBeLessThanOrEqual(3);
      },
    ),
    { numRuns: 100 },
  );
});

test('labels are in order as people count', () => {
  const names = ['web-10', 'db', 'web-9', 'Web-2'];
  const { order } = indexNames(names.map((name) => machine({ name, id: name })));
  const sorted = names.toSorted((a, b) => order(a) - order(b));
  expect(sorted).toEqual(['db', 'Web-2', 'web-9', 'web-10']);
});

test('an index takes a newer list of the same machines, and finds them as they are now', () => {
  const other = machine();
  const names = indexNames([e1, other]);
  const stopped = { ...e1, state: 'stopped' } as const;
  expect(names.renew([stopped, other])).toBe(true);
  for (const word of ['e1', 'kvm/e1', '6f1c2d']) expect(names.find(word)).toEqual([stopped]);
  expect(names.label(stopped)).toBe('e1');
});

test('a list in which somebody came, left or was renamed wants another index', () => {
  const other = machine();
  const names = indexNames([e1, other]);
  const lists = [
    [e1],
    [e1, other, machine({ id: '9' })],
    [{ ...e1, name: 'e9' }, other],
    [{ ...e1, site: 'vbox' }, other],
    [{ ...e1, id: 'another' }, other],
  ];
  for (const list of lists) expect(names.renew(list)).toBe(false);
  expect(names.find('e1')).toEqual([e1]);
});

test('a machine whose name reads as a selector goes by its id', () => {
  const odd = machine({ name: 'web-*' });
  const { label, find } = indexNames([odd, machine({ name: 'web-1' })]);
  expect(label(odd)).toBe(`kvm/${odd.id}`);
  expect(find(label(odd))).toEqual([odd]);
});
