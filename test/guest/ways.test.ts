import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { GuestWay } from '../../src/guest/ssh/way.ts';
import { createGuestWays, type OpenGuestWays } from '../../src/guest/ways.ts';
import type { Hypervisor, Machine } from '../../src/hypervisor.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { type TemporaryDatabase, temporaryDatabase } from '../store/database.ts';

const { signal } = new AbortController();
const machine: Machine = {
  site: 's',
  host: 'h',
  id: '1',
  birth: 'b1',
  name: 'web-1',
  kind: 'vm',
  state: 'running',
  tags: [],
};
/** Nothing listens there. */
const way: GuestWay = {
  user: 'root',
  address: '127.0.0.1',
  port: 1,
  viaHost: false,
  hostKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBjSfZwMkwCaRkF5wDjGnwoFHUvE/RLd6MWrYBiRMSTt',
  publicKey: 'ssh-ed25519 AAAA nakhoda',
};
const bare: Hypervisor = {
  site: { name: 's', kind: 'bare' },
  hosts: async () => [],
  machines: async () => [machine],
  usage: async () => [],
  power: () => Promise.reject(new Error('it has no power')),
};

let database: TemporaryDatabase;
let store: Store;
let ways: OpenGuestWays;
let directory: string;

beforeEach(async () => {
  database = await temporaryDatabase();
  store = await openStore(await database.open(), { sites: ['s'], client: false });
  directory = await mkdtemp(join(tmpdir(), 'nakhoda-ways-'));
  ways = createGuestWays(store, join(directory, 'keys'));
});

afterEach(async () => {
  ways.close();
  await store.close();
  await database.dispose();
  await rm(directory, { recursive: true, force: true });
});

it('a way is kept for one machine, changed, and forgotten', async () => {
  expect(await ways.find(machine)).toBeUndefined();
  await ways.save(machine, way);
  await ways.save(machine, { ...way, port: 2222 });
  expect(await ways.find(machine)).toEqual({ ...way, port: 2222 });
  expect(await ways.find({ ...machine, birth: 'b2' })).toBeUndefined();
  await ways.forget(machine);
  expect(await ways.find(machine)).toBeUndefined();
});

it('a site without a way into its guests says how one is set up', async () => {
  const { guest } = ways.around(bare);
  expect(await guest?.probe(machine, signal)).toMatchObject({
    answers: false,
    hint: expect.stringContaining('guest setup'),
  });
  await expect(guest?.start(machine, ['true'], signal)).rejects.toMatchObject({
    code: 'unsupported',
  });
});

it('a machine with a way is reached over it, and any other as before', async () => {
  await ways.save(machine, way);
  const own = ways.around(bare).guest;
  const around = ways.around({ ...bare, ...(own && { guest: { ...own, probe: answers } }) });
  const other = { ...machine, id: '2' };
  expect(await around.guest?.probe(other, signal)).toEqual({ answers: true });
  expect(await around.guest?.probe(machine, signal)).toMatchObject({ answers: false });
});

async function answers() {
  return { answers: true } as const;
}
