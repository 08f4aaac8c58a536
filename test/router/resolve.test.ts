import { expect, test } from 'vitest';
import { parseLine } from '../../src/args.ts';
import { createInventory } from '../../src/inventory.ts';
import { resolveValues } from '../../src/router/resolve.ts';
import { machine, site } from '../fixtures/machines.ts';
import { commands } from '../line/fixture.ts';

const { signal } = new AbortController();
const [a, b, web] = [
  machine({ site: 'kvm', name: 'e1' }),
  machine({ site: 'vbox', name: 'e1' }),
  machine({ site: 'kvm', name: 'web 1' }),
];
const fleet = createInventory([site('kvm', [a, web]), site('vbox', [b])]);
const resolve = (line: string) => resolveValues(parseLine(line, commands), fleet, signal);

test('words become the things they name, and other values stay', async () => {
  expect(await resolve('snapshot create "web 1" before --description "a b"')).toMatchObject({
    machine: { machine: web, label: 'web 1' },
    snapshot: 'before',
    description: 'a b',
    withoutMemory: false,
  });
  expect(await resolve('net ping kvm/e1 192.0.2.1 --count 3')).toMatchObject({
    machine: { machine: a, label: 'kvm/e1' },
    target: { type: 'address' },
    count: 3,
  });
});

test('what was not given stays so', async () => {
  expect(await resolve('vm list')).toEqual({ machines: undefined, wide: false });
});

test('a machine that several words mean is there once', async () => {
  const { machines } = await resolve('vm list kvm/e1 site:kvm *');
  expect(machines).toHaveLength(3);
});

test('an ambiguous name gives whole lines that would be right', async () => {
  await expect(resolve('snapshot create e1 "before it" --description x')).rejects.toMatchObject({
    code: 'ambiguous',
    choices: ['kvm', 'vbox'].map(
      (name) => `snapshot create --description=x ${name}/e1 "before it"`,
    ),
  });
});

test('in a list of names only the ambiguous one is replaced', async () => {
  const choices = ['vm list "web 1" kvm/e1', 'vm list "web 1" vbox/e1'];
  await expect(resolve('vm list "web 1" e1')).rejects.toMatchObject({ choices });
});

test('a choice is the same line again, resolved', async () => {
  const error = await resolve('vm show e1').catch((thrown: unknown) => thrown);
  const [first = ''] = (error as { choices: string[] }).choices;
  expect(await resolve(first)).toMatchObject({ machine: { machine: a } });
});
