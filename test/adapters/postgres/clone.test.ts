import { chmod, cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownDirectory, removeDirectories, serverPid } from './own-directory.ts';
import { startMember } from './start-member.ts';

const project = resolve(import.meta.dirname, '../../..');
let clone: string;

/** What the database's adapter needs of the project, in a directory only its owner may enter. */
beforeAll(async () => {
  clone = await mkdtemp('/tmp/nakhoda-clone-');
  await chmod(clone, 0o700);
  for (const path of ['package.json', 'src', 'adapters/postgres', 'test/adapters/postgres']) {
    await cp(join(project, path), join(clone, path), { recursive: true });
  }
  const { optionalDependencies } = await manifest(project);
  await copyPackages(
    [
      'execa',
      'kysely',
      'p-limit',
      'pg',
      'pg-copy-streams',
      'pino',
      'zod',
      ...Object.keys(optionalDependencies ?? {}),
    ],
    new Set(),
  );
});

afterAll(async () => {
  await removeDirectories();
  await rm(clone, { recursive: true, force: true });
});

test('the server starts from a clone that its user cannot enter', async () => {
  const data = await ownDirectory();
  const member = startMember(data, join(clone, 'test/adapters/postgres/member.ts'));
  await member.joined;
  expect(await serverPid(data)).toBeTypeOf('number');
  expect(await member.leave()).toBe(0);
  expect(await serverPid(data)).toBeUndefined();
});

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

async function manifest(directory: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(directory, 'package.json'), 'utf8'));
}

/** With all they depend on; a package for another platform is not there. */
async function copyPackages(names: readonly string[], copied: Set<string>): Promise<void> {
  for (const name of names) {
    const path = join('node_modules', name);
    const found = await manifest(join(project, path)).catch(() => undefined);
    if (!found || copied.has(name)) continue;
    copied.add(name);
    await cp(join(project, path), join(clone, path), { recursive: true, dereference: false });
    await copyPackages(Object.keys(found.dependencies ?? {}), copied);
  }
}
