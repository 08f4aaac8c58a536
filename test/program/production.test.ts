import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { read, root } from '../house/files.ts';
import { type TemporaryDatabase, temporaryDatabase } from '../store/database.ts';
import { environment } from './program.ts';
import { type ServiceHome, service, serviceHome } from './service.ts';

let tree: string;
let store: TemporaryDatabase;
let home: ServiceHome;
beforeAll(async () => {
  store = await temporaryDatabase();
  home = await serviceHome({ database: store.url });
  tree = await mkdtemp(join(tmpdir(), 'nakhoda-production-'));
  for (const part of ['src', 'adapters', 'commands', 'package.json']) {
    await cp(join(root, part), join(tree, part), { recursive: true });
  }
  for (const name of productionPackages()) {
    await mkdir(dirname(join(tree, name)), { recursive: true });
    await symlink(join(root, name), join(tree, name));
  }
});
afterAll(async () => {
  await rm(tree, { recursive: true, force: true });
  await home.dispose();
  await store.dispose();
});

const Lock = z.object({
  packages: z.record(z.string(), z.object({ dev: z.boolean().optional() })),
});

/** What `npm ci --omit=dev` installs, as the lock file has it. */
function productionPackages(): readonly string[] {
  const { packages } = Lock.parse(JSON.parse(read('package-lock.json')));
  return Object.entries(packages)
    .filter(([path, { dev }]) => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) && dev !== true)
    .map(([path]) => path);
}

it('without the packages for development the service is ready and a command is answered', async () => {
  expect(productionPackages()).not.toContain('node_modules/vitest');
  const main = join(tree, 'src/main.ts');
  const serving = await service({ config: home.config, main });
  const status = async () => (await serving.get('/readyz')).status;
  await expect.poll(status, { timeout: 20_000 }).toBe(200);
  const run = [main, 'run', 'vm list', '--json', '--config', home.config];
  const ran = await execa(process.execPath, run, { env: environment(), reject: false });
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  expect(JSON.parse(ran.stdout).blocks[0].rows).toHaveLength(12);
  serving.kill('SIGTERM');
  expect(await serving.ended()).toMatchObject({ exitCode: 0 });
});
