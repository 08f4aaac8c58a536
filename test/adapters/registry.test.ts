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

it('each hypervisor that a start may open by itself needs nothing but a name', () => {
  for (const { kind, Config, detect, fallback } of hypervisors) {
    if (detect === undefined && fallback !== true) continue;
    expect(Config.safeParse({}).error, kind).toBeUndefined();
  }
});

it('each other one says what it needs, and brings its own questions', () => {
  const others = hypervisors.filter(({ detect, fallback }) => !detect && fallback !== true);
  expect(others.map(({ kind }) => kind)).toEqual(['proxmox']);
  for (const { kind, Config, setup } of others) {
    expect(Config.safeParse({}).error?.issues.length, kind).toBeGreaterThan(0);
    expect(setup, kind).toBeDefined();
  }
});
