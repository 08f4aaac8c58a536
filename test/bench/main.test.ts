import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exec } from '../../src/exec.ts';

function bench(words: readonly string[], env: Record<string, string> = {}) {
  const main = join(import.meta.dirname, 'main.ts');
  const { signal } = new AbortController();
  return exec(process.execPath, [main, ...words], { signal, timeoutMs: 20_000, env });
}

it.each([
  { words: ['proxmax'], said: 'There is no bench proxmax' },
  { words: ['toString'], said: 'There is no bench toString' },
  { words: ['core', 'libvirt'], said: 'One bench at a time' },
  { words: ['--fast'], said: "Unknown option '--fast'" },
])('npm run bench does not understand $words and names the benches', async ({ words, said }) => {
  const { exitCode, stdout, stderr } = await bench(words);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(said);
  expect(stderr).toContain(
    'core, authority, alerts, chat, connectivity, libvirt, proxmox or virtualbox',
  );
});

it('a bench that cannot be measured here says why and fails', async () => {
  const { exitCode, stdout, stderr } = await bench(['libvirt', '--json'], { PATH: '/nowhere' });
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toMatch(/^libvirt could not be measured: programs of the lab are not installed$/m);
  expect(stderr).toMatch(/^apt-get install .*\blibvirt-clients\b/m);
});
