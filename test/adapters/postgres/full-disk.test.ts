import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { chmod, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openOwn } from './own-directory.ts';

const disk = mkdtempSync('/tmp/nakhoda-disk-');
const mounted = mount(disk);

/** Only root may, and not in every container. */
function mount(path: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=180m', 'tmpfs', path], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

afterAll(() => {
  if (mounted) execFileSync('umount', [disk]);
  rmdirSync(disk);
});

/** Leaves this many bytes free. */
async function fill(free: number): Promise<void> {
  await rm(join(disk, 'ballast'), { force: true });
  const file = await open(join(disk, 'ballast'), 'w');
  const chunk = Buffer.alloc(1024 * 1024, 1);
  let written = 0;
  try {
    for (;;) written += (await file.write(chunk)).bytesWritten;
  } catch {
    await file.truncate(Math.max(0, written - free));
  } finally {
    await file.close();
  }
}

const full = { code: 'failed', hint: expect.stringContaining('Free some space') };

test.runIf(mounted)(
  'a full disk is named, at every stage, and nothing is spoilt by it',
  async () => {
    await chmod(disk, 0o755);
    const data = join(disk, 'data');
    // Too little for the programs, then for the cluster.
    await fill(10 * 1024 * 1024);
    await expect(openOwn(data)).rejects.toMatchObject(full);
    await fill(75 * 1024 * 1024);
    await expect(openOwn(data)).rejects.toMatchObject(full);
    await rm(join(disk, 'ballast'));
    const database = await openOwn(data);
    await database.pool.query('create table written as select 1 as number');
    await database.close();
    await fill(0);
    await expect(openOwn(data)).rejects.toMatchObject(full);
    await rm(join(disk, 'ballast'));
    const again = await openOwn(data);
    expect((await again.pool.query('select number from written')).rows).toEqual([{ number: 1 }]);
    await again.close();
  },
);
