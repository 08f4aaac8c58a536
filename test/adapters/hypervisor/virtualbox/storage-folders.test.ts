import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it, onTestFinished } from 'vitest';
import { foldersOf } from '../../../../adapters/hypervisor/virtualbox/storage/folders.ts';

const { signal } = new AbortController();
const nobody = () => Promise.reject(new Error('nobody is asked'));
const folders = foldersOf({ remote: false, os: nobody, run: nobody, script: nobody });

it('a folder that cannot be read any more hides no file of another', async () => {
  const root = await mkdtemp(join(tmpdir(), 'nakhoda-folders-'));
  // Node itself removes nothing that lies so deep.
  onTestFinished(async () => void (await execa('rm', ['-rf', root])));
  await mkdir(join(root, 'web', 'Snapshots'), { recursive: true });
  const disk = join(root, 'web', 'Snapshots', 'web.vdi');
  await writeFile(disk, 'bytes');
  // As one that was there a moment ago: further down than the system reads.
  const name = 'd'.repeat(200);
  const deeper = `for (let at = 0; at < 25; at += 1) { fs.mkdirSync('${name}'); process.chdir('${name}'); }`;
  await execa(process.execPath, ['-e', deeper], { cwd: root });
  expect(await folders.list(root, signal)).toEqual([{ path: disk, bytes: 5 }]);
});
