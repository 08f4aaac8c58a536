import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { remarks } from '../../../../adapters/hypervisor/proxmox/remarks.ts';
import { ownDirectory } from '../../../setup/directory.ts';

it('a node of Proxmox VE is told that it can be added, any other machine nothing', async () => {
  const root = await ownDirectory();
  expect(await remarks(root)).toEqual([]);
  await mkdir(join(root, 'usr/bin'), { recursive: true });
  await writeFile(join(root, 'usr/bin/pveversion'), '');
  expect(await remarks(root)).toEqual([expect.stringContaining('npm start -- setup')]);
});
