import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { writeFiles } from '../../src/setup/files.ts';
import { ownDirectory } from './directory.ts';

it('a secret’s file is its user’s alone, whatever it was before', async () => {
  const path = join(await ownDirectory(), '.env');
  await writeFile(path, 'OLD=1\n', { mode: 0o644 });
  await writeFiles([{ path, text: 'NEW=1\n', mode: 0o600 }]);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(path, 'utf8')).toBe('NEW=1\n');
});

it('a configuration that others could not read stays so', async () => {
  const path = join(await ownDirectory(), 'nakhoda.yaml');
  await writeFile(path, 'old', { mode: 0o640 });
  await writeFiles([{ path, text: 'new', mode: 0o644, keepOld: true }]);
  expect((await stat(path)).mode & 0o777).toBe(0o640);
});

it('the old file stays as .bak, and nothing else is left', async () => {
  const directory = await ownDirectory();
  const path = join(directory, 'nakhoda.yaml');
  await writeFile(path, 'old');
  await writeFiles([{ path, text: 'new', mode: 0o644, keepOld: true }]);
  expect(await readFile(`${path}.bak`, 'utf8')).toBe('old');
  expect((await readdir(directory)).sort()).toEqual(['nakhoda.yaml', 'nakhoda.yaml.bak']);
});

it('a link stays a link, and what it leads to is written', async () => {
  const directory = await ownDirectory();
  await writeFile(join(directory, 'real.yaml'), 'old');
  await symlink('real.yaml', join(directory, 'nakhoda.yaml'));
  await writeFiles([{ path: join(directory, 'nakhoda.yaml'), text: 'new', mode: 0o644 }]);
  expect(await readFile(join(directory, 'real.yaml'), 'utf8')).toBe('new');
});

it('where one cannot be written, none is', async () => {
  const directory = await ownDirectory();
  const path = join(directory, '.env');
  await writeFile(path, 'old');
  const lost = join(directory, 'nowhere', 'nakhoda.yaml');
  const both = [
    { path, text: 'new', mode: 0o600 },
    { path: lost, text: 'new', mode: 0o644 },
  ];
  await expect(writeFiles(both)).rejects.toThrow('ENOENT');
  expect(await readFile(path, 'utf8')).toBe('old');
  expect(await readdir(directory)).toEqual(['.env']);
});

it('a writer that is killed leaves whole files, of the old text or the new', async () => {
  const directory = await ownDirectory();
  const path = join(directory, 'nakhoda.yaml');
  const module = new URL('../../src/setup/files.ts', import.meta.url).href;
  const script = `
    import { writeFiles } from ${JSON.stringify(module)};
    for (let count = 0; ; count += 1) {
      const text = (count % 2 ? 'a' : 'b').repeat(2_000_000);
      await writeFiles([{ path: ${JSON.stringify(path)}, text, mode: 0o644, keepOld: true }]);
      if (count === 1) process.stdout.write('going');
    }`;
  for (let round = 0; round < 4; round += 1) {
    const writer = spawn(process.execPath, ['--input-type=module', '-e', script]);
    await once(writer.stdout, 'data');
    await sleep(7 * round);
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    for (const file of [path, `${path}.bak`]) {
      expect(await readFile(file, 'utf8')).toMatch(/^(?:a{2000000}|b{2000000})$/);
    }
  }
});
