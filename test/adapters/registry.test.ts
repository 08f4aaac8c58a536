import { existsSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { hypervisors } from '../../adapters/hypervisor/index.ts';

const root = new URL('../../adapters/hypervisor/', import.meta.url);

/** A folder is an adapter's once it has an index. */
const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(new URL(`${entry.name}/index.ts`, root)))
  .map(({ name }) => name);

it('each hypervisor folder is in the list, under its own name', () => {
  expect(new Set(hypervisors.map(({ kind }) => kind))).toEqual(new Set(folders));
});

it('each hypervisor can be configured with nothing but a name', () => {
  for (const { kind, Config } of hypervisors) {
    expect(Config.safeParse({}).error, kind).toBeUndefined();
  }
});
