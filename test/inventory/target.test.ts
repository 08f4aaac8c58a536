import { expect, test } from 'vitest';
import { createInventory } from '../../src/inventory.ts';
import { machine, site } from '../fixtures/machines.ts';

const { signal } = new AbortController();
const e1 = machine({ site: 'kvm', name: 'e1' });
const dotted = machine({ site: 'kvm', name: 'web.example.org' });
const twins = [machine({ site: 'kvm', name: 'x' }), machine({ site: 'kvm', name: 'x' })];
const fleet = createInventory([
  site('kvm', [e1, dotted, ...twins], [{ site: 'kvm', name: 'pve1' }]),
]);

test.each(['192.0.2.1', '2001:db8::1', 'fe80::1%eth0', 'router.example.org', 'a.b.'])(
  '%s is an address',
  async (word) => {
    expect(await fleet.target(word, signal)).toEqual({ type: 'address', address: word });
  },
);

test('a machine goes before a host, and a host before an address', async () => {
  expect(await fleet.target('e1', signal)).toMatchObject({
    type: 'machine',
    machine: { label: 'e1' },
  });
  expect(await fleet.target('web.example.org', signal)).toMatchObject({ type: 'machine' });
  expect(await fleet.target('pve1', signal)).toMatchObject({
    type: 'host',
    host: { host: { name: 'pve1' } },
  });
});

test('an ambiguous machine is an error with its choices, never an address', async () => {
  await expect(fleet.target('x', signal)).rejects.toMatchObject({
    code: 'ambiguous',
    choices: twins.map(({ id }) => `kvm/${id}`),
  });
});

test.each([
  'e2',
  '-c.1',
  '--flood.example',
  '$(reboot).example',
  'a..b',
  'a b.example',
  '.',
  '1.2.3.4;x',
])('%j is nothing that could be pinged', (word) =>
  expect(fleet.target(word, signal)).rejects.toMatchObject({ code: 'not-found' }),
);
