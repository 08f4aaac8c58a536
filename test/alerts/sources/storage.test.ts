import { expect, test } from 'vitest';
import { storageSource } from '../../../src/alerts/sources/storage.ts';
import { BotError } from '../../../src/errors.ts';
import type { Pool } from '../../../src/hypervisor/storage.ts';
import { pretend } from '../../doubles/hypervisor.ts';
import { ask, fleetOf, told } from './asked.ts';

const pool = (name: string, more: Partial<Pool> = {}): Pool => ({
  ...{ host: 'kvm-a', name, type: 'dir', active: true, capacityBytes: 100, freeBytes: 50 },
  ...more,
});

function sourceOf(pools: () => Promise<readonly Pool[]>) {
  const { hypervisor } = pretend();
  return storageSource(fleetOf({ ...hypervisor, storage: { pools, volumes: async () => [] } }));
}

test.each<[string, Pool, string[]]>([
  ['what is free counts, not what is used', pool('p', { usedBytes: 10, freeBytes: 20 }), ['p 0.8']],
  ['more free than there is, is none used', pool('p', { freeBytes: 130 }), ['p 0']],
  ['one that is not active has no figure', pool('p', { active: false }), ['p ?']],
  ['nor one whose size nobody tells', pool('p', { capacityBytes: undefined }), ['p ?']],
  ['nor one of no size', pool('p', { capacityBytes: 0, freeBytes: 0 }), ['p ?']],
])('%s', async (_, one, words) => {
  expect(
    await told(
      sourceOf(async () => [one]),
      ask(),
    ),
  ).toEqual(words);
});

test('a storage that hosts share is one, by whoever tells of it', async () => {
  const pools = [
    pool('nfs', { shared: true, active: false, problem: 'it is not active there' }),
    pool('nfs', { host: 'kvm-b', shared: true, freeBytes: 10 }),
    pool('nfs', { host: 'kvm-c', shared: true, freeBytes: 10 }),
    pool('local'),
    pool('local', { host: 'kvm-b', freeBytes: 40 }),
  ];
  const readings = await sourceOf(async () => pools).read(ask());
  expect(readings.map(({ subject, value }) => [subject.key, subject.host, value])).toEqual([
    ['lab/storage//nfs', '', 0.9],
    ['lab/storage/kvm-a/local', 'kvm-a', 0.5],
    ['lab/storage/kvm-b/local', 'kvm-b', 0.6],
  ]);
});

test('folders of one file system are one storage, disks of one size are two', async () => {
  const tib = 1024 ** 4;
  const folder = (name: string, freeBytes: number) => pool(name, { capacityBytes: tib, freeBytes });
  const pools = [folder('/srv/a', 5e10), folder('/srv/b', 5e10 - 4096), folder('/mnt/c', 9e10)];
  expect(
    await told(
      sourceOf(async () => pools),
      ask(),
    ),
  ).toEqual(['/srv/a 0.95', '/mnt/c 0.92']);
});

test('one that falls silent is there without a figure, and one that is taken away is not', async () => {
  let pools = [pool('nfs', { freeBytes: 3 }), pool('local')];
  const source = sourceOf(async () => pools);
  expect(await told(source, ask())).toEqual(['nfs 0.97', 'local 0.5']);
  pools = [pool('nfs', { active: false, problem: 'it does not answer' }), pool('local')];
  expect(await told(source, ask())).toEqual(['nfs ?', 'local 0.5']);
  pools = [pool('local')];
  expect(await told(source, ask())).toEqual(['local 0.5']);
});

test('a site that tells of no storage has none, and one that does not answer is no empty one', async () => {
  expect(await storageSource(fleetOf(pretend().hypervisor)).read(ask())).toEqual([]);
  const silent = sourceOf(() => Promise.reject(new BotError('unreachable', 'gone')));
  await expect(silent.read(ask())).rejects.toThrow('gone');
});
