import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { openOwn } from './own-directory.ts';

const disk = mountDisk();

/** A small disk of its own. Only root may mount one, and not in every container. */
function mountDisk(): string | undefined {
  const path = mkdtempSync('/tmp/nakhoda-disk-');
  const options = ['-t', 'tmpfs', '-o', 'size=180m,mode=755', 'tmpfs'];
  try {
    execFileSync('/bin/mount', [...options, path], { stdio: 'ignore' });
    return path;
  } catch {
    rmdirSync(path);
    return undefined;
  }
}

afterAll(async () => {
  if (!disk) return;
  // The last of the server's processes may take a moment to let go of its working directory.
  await vi.waitFor(() => execFileSync('/bin/umount', [disk], { stdio: 'pipe' }), 10_000);
  rmdirSync(disk);
});

/** Leaves this many bytes free. */
async function fill(ballast: string, free: number): Promise<void> {
  await rm(ballast, { force: true });
  const file = await open(ballast, 'w');
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

test.runIf(disk)('a full disk is named, at every stage, and nothing is spoilt by it', async () => {
  const ballast = join(disk ?? '', 'ballast');
  const data = join(disk ?? '', 'data');
  // Too little for the programs, then for the cluster.
  await fill(ballast, 10 * 1024 * 1024);
  await expect(openOwn(data)).rejects.toMatchObject(full);
  await fill(ballast, 75 * 1024 * 1024);
  await expect(openOwn(data)).rejects.toMatchObject(full);
  await rm(ballast);
  const database = await openOwn(data);
  await database.pool.query('create table written as select 1 as number');
  await database.close();
  await fill(ballast, 0);
  await expect(openOwn(data)).rejects.toMatchObject(full);
  await rm(ballast);
  const again = await openOwn(data);
  expect((await again.pool.query('select number from written')).rows).toEqual([{ number: 1 }]);
  await again.close();
});
