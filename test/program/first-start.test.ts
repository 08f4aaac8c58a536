import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { program } from './program.ts';

let directory: string | undefined;
afterEach(async () => {
  if (directory) await rm(directory, { recursive: true, force: true });
});

it('a machine without a hypervisor opens the demo site, and the card says so', async () => {
  directory = await mkdtemp(join(tmpdir(), 'nakhoda-first-'));
  // The embedded server's own user must be able to reach its data.
  await chmod(directory, 0o755);
  const ran = await program(['run', 'vm list', '--json'], {
    data: join(directory, 'data'),
    cwd: directory,
    path: directory,
  });
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  const card = JSON.parse(ran.stdout);
  expect(card.footer).toContain('demo: none of these machines is real');
  expect(card.blocks[0].rows).toHaveLength(12);
});
