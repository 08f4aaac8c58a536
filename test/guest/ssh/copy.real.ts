import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBench, textOf } from '../../commands/bench.ts';
import { machine, pretend } from '../../doubles/hypervisor.ts';
import { openSshd } from './sshd.ts';

let sshd: Awaited<ReturnType<typeof openSshd>>;
let guest: ReturnType<typeof sshd.open>;

beforeAll(async () => {
  sshd = await openSshd();
  guest = sshd.open();
});
afterAll(async () => {
  guest.close();
  await sshd.close();
});

it('a file gets from guest to guest over ssh, byte for byte', async () => {
  const site = pretend({ guest: guest.channel });
  site.machines = [machine('e1'), machine('e2')];
  const content = randomBytes(600_000);
  const path = `${sshd.directory}/from`;
  await writeFile(path, content, { mode: 0o600 });
  const bench = openBench([site.hypervisor]);
  const { state, card } = await bench.carryOut(`guest copy e1 ${path} e2 ${sshd.directory}/to`);
  expect(state, textOf(card)).toBe('done');
  expect(await readFile(`${sshd.directory}/to`)).toEqual(content);
  expect(textOf(card)).toContain('600 root:root');
  const names = await readdir(sshd.directory);
  expect(names.filter((name) => name.startsWith('.nakhoda'))).toEqual([]);
});
