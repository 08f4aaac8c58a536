import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseFileSystems } from '../../src/guest/file-systems.ts';

const lab = readFileSync(new URL('../recorded/guest/lab-df.txt', import.meta.url), 'utf8');
const table = (...lines: string[]) =>
  [
    '--nakhoda:df--',
    'Filesystem 1024-blocks Used Available Capacity Mounted on',
    ...lines,
    '--nakhoda:end--',
  ].join('\n');

test('a guest has its disk, and neither memory nor devices', () => {
  expect(parseFileSystems(lab)).toEqual([
    {
      device: '/dev/vda',
      mount: '/',
      kind: 'ext4',
      total: 56_037 * 1024,
      used: 8661 * 1024,
      available: 46_066 * 1024,
    },
  ]);
});

test('names with spaces keep them, their kind is found', () => {
  const mounts = '--nakhoda:mounts--\n/mnt/my\\040share cifs\n';
  const line = '//nas/my share 1000 400 600 40% /mnt/my share';
  expect(parseFileSystems(mounts + table(line))).toMatchObject([
    { device: '//nas/my share', mount: '/mnt/my share', kind: 'cifs', total: 1_024_000 },
  ]);
});

test('where kinds are not known, the device tells what is no disk', () => {
  const found = parseFileSystems(
    table(
      'tmpfs 100 0 100 0% /run',
      'udev 100 0 100 0% /dev',
      '/dev/loop3 100 100 0 100% /snap/core',
      'proc 0 0 0 - /proc',
      'rpool/ROOT/pve-1 100 50 50 50% /',
      '/dev/sda1 900 90 810 10% /boot',
      '/dev/sda1 900 90 810 10% /srv/boot',
    ),
  );
  expect(found?.map(({ mount }) => mount)).toEqual(['/', '/boot']);
  expect(found?.[0]?.kind).toBeUndefined();
});

test('a guest without df, or with nonsense for an answer, has no known file systems', () => {
  expect(parseFileSystems('')).toBeUndefined();
  expect(parseFileSystems('--nakhoda:df--\nsh: df: not found\n--nakhoda:end--')).toBeUndefined();
  expect(
    parseFileSystems(table('/dev/sda1 1 % /', '1 2 3', `/dev/x ${'9'.repeat(99)} 1 1 1% /`)),
  ).toEqual([]);
});

test('megabytes of white space are read as what they are', () => {
  expect(
    parseFileSystems(table(`${' '.repeat(4_000_000)}x`, ...Array(50_000).fill(' 1 2 3 4% '))),
  ).toEqual([]);
});
