import { statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { expect, it } from 'vitest';
import { exec } from '../../src/exec.ts';
import { parseHostSummary, readHost } from '../../src/host/summary.ts';

const { signal } = new AbortController();

it('this host tells its memory, root disk, load and processes', async () => {
  const told = await readHost(
    (_, argv, options) => exec(argv[0] ?? '', argv.slice(1), options),
    'here',
    signal,
  );
  const root = await statfs('/');
  expect(told.memory?.total).toBe(totalmem());
  expect(told.root?.total).toBe(root.blocks * root.bsize);
  expect(told.root?.used).toBeGreaterThan(0);
  expect(told.load).toHaveLength(3);
  expect(told.swap?.total).toBeGreaterThanOrEqual(0);
  expect(told.processes?.some(({ pid }) => pid === process.pid)).toBe(true);
});

it.each([
  { name: 'nothing', text: '', is: undefined },
  {
    name: 'a table cut short',
    text: '\n--nakhoda:root--\nFilesystem 1024-blocks\n',
    is: undefined,
  },
  {
    name: 'a name with spaces',
    text: '\n--nakhoda:root--\nhead\nmy disk 10 20 4 6 40% /\n\n--nakhoda:end--\n',
    is: { total: 20 * 1024, used: 4 * 1024 },
  },
  {
    name: 'the root of another place',
    text: '\n--nakhoda:root--\nhead\n/dev/sda 20 4 6 40% /boot\n\n--nakhoda:end--\n',
    is: undefined,
  },
])('the root disk of $name', ({ text, is }) => {
  expect(parseHostSummary(text).root).toEqual(is);
});
