import { existsSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { chats } from '../../adapters/chat/index.ts';
import { hypervisors } from '../../adapters/hypervisor/index.ts';

/** A folder is an adapter's once it has an index. */
function folders(port: string): Set<string> {
  const root = new URL(`../../adapters/${port}/`, import.meta.url);
  const found = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(new URL(`${entry.name}/index.ts`, root)))
    .map(({ name }) => name);
  return new Set(found);
}

it('each hypervisor folder is in the list, under its own name', () => {
  expect(new Set(hypervisors.map(({ kind }) => kind))).toEqual(folders('hypervisor'));
});

it('each chat folder is in the list, under its own name', () => {
  expect(new Set<string>(chats.map(({ platform }) => platform))).toEqual(folders('chat'));
});

it('each hypervisor can be configured with nothing but a name', () => {
  for (const { kind, Config } of hypervisors) {
    expect(Config.safeParse({}).error, kind).toBeUndefined();
  }
});
