import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { ownDirectory } from '../setup/directory.ts';

const module = new URL('../../src/config/environment.ts', import.meta.url).href;

/** What a process of its own finds in two variables after it has read the file. */
async function read(directory: string) {
  const script = `
    import { loadEnvironment } from ${JSON.stringify(module)};
    loadEnvironment(${JSON.stringify(directory)});
    process.stdout.write([process.env.GIVEN, process.env.FRESH].join());`;
  const words = ['--input-type=module', '-e', script];
  return execa(process.execPath, words, { env: { GIVEN: 'outside' }, reject: false });
}

it('a .env adds what is not set, and changes nothing that is', async () => {
  const directory = await ownDirectory();
  await writeFile(join(directory, '.env'), "GIVEN=inside\nFRESH='two words'\n");
  expect((await read(directory)).stdout).toBe('outside,two words');
});

it('a missing .env is no mistake, one that is no file is', async () => {
  const directory = await ownDirectory();
  expect((await read(directory)).stdout).toBe('outside,');
  await expect(read('/dev/null')).resolves.toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('/dev/null/.env is there and cannot be read'),
  });
});

it('an empty variable is none', async () => {
  const script = `
    import { variable } from ${JSON.stringify(module)};
    process.stdout.write(JSON.stringify(['EMPTY', 'FULL', 'NONE'].map((name) => variable(name) ?? null)));`;
  const words = ['--input-type=module', '-e', script];
  const { stdout } = await execa(process.execPath, words, { env: { EMPTY: '', FULL: 'x' } });
  expect(JSON.parse(stdout)).toEqual([null, 'x', null]);
});
