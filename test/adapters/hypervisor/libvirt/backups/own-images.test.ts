import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refuseOthers } from '../../../../../adapters/hypervisor/libvirt/backups/own-images.ts';
import { toldClient } from '../told-client.ts';

const { signal } = new AbortController();
const { reach } = toldClient({ says: () => '' });

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'nakhoda own-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function image(file: string, size: string): void {
  execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', join(directory, file), size]);
}

const check = (...sizes: readonly number[]) =>
  refuseOthers(reach, {
    directory,
    disks: sizes.map((virtualBytes, at) => ({ file: `vd${'ab'[at]}.qcow2`, virtualBytes })),
    signal,
  });

describe('the images of a backup', () => {
  it('are its own when each has the size of its disk, to the sector', async () => {
    image('vda.qcow2', '1M');
    image('vdb.qcow2', '2M');
    expect(await check(1_048_576, 2_097_152 - 100)).toBeNull();
  });

  it('are not with one that is missing, or is no image', async () => {
    image('vda.qcow2', '1M');
    const broken = { message: 'vdb.qcow2 of the backup is no finished disk image' };
    await expect(check(1_048_576, 1_048_576)).rejects.toMatchObject(broken);
    writeFileSync(join(directory, 'vdb.qcow2'), 'half');
    await expect(check(1_048_576, 1_048_576)).rejects.toMatchObject(broken);
  });

  it('are not with one of another size', async () => {
    image('vda.qcow2', '2M');
    await expect(check(1_048_576)).rejects.toMatchObject({
      code: 'failed',
      message: 'vda.qcow2 of the backup has 2097152 bytes, and its disk had 1048576',
    });
  });
});
