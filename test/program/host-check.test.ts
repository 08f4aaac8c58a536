import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { program } from './program.ts';

let data: string;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'nakhoda-check-'));
});
afterAll(() => rm(data, { recursive: true, force: true }));

const lines = [
  'vm set lab-03 --memory 60G',
  'host check demo-b --like lab-03',
  'vm start lab-03',
  'vm clone lab-03 lab-05 --start',
  'vm start lab-03 --anyway --yes',
];

it('the terminal tells what is wrong, refuses a start that cannot work, and does it anyway', {
  timeout: 120_000,
}, async () => {
  const { stdout, stderr } = await program(['--keep-going'], { data, input: lines.join('\n') });
  const said = `${stdout}${stderr}`;
  expect(said).toMatch(/! demo-b: usable, with 1 warning/);
  expect(said).toMatch(/clock-skewed demo-b +warning: its clock is 4\d s behind that of the bot/);
  expect(said).toMatch(/Memory of demo-b +no room for one more like lab-03 \(60\.0 GiB\)/);
  expect(said).toMatch(
    /lab-03 cannot start: it wants 60\.0 GiB, and [\d.]+ GiB are free on demo-b/,
  );
  expect(said).toMatch(/memory-short of host check, seen .*vm start lab-03 --anyway/);
  expect(said).toContain('lab-05 cannot start: it wants 60.0 GiB');
  expect(said).toContain('lab-03 is running');
});
