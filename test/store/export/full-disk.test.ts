import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { exportStore } from '../../../src/store/export/export.ts';
import { openStore } from '../../../src/store/open.ts';
import { schemaSteps } from '../../../src/store/upgrade/versions.ts';
import { drop, world } from '../../fixtures/stores.ts';

const disk = mountDisk();

/** A disk of sixteen pages. Only root may mount one, and not in every container. */
function mountDisk(): string | undefined {
  const path = mkdtempSync('/tmp/nakhoda-small-disk-');
  try {
    const options = ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', path];
    execFileSync('/bin/mount', options, { stdio: 'ignore' });
    return path;
  } catch {
    rmdirSync(path);
    return undefined;
  }
}

afterAll(() => {
  if (!disk) return;
  execFileSync('/bin/umount', [disk]);
  rmdirSync(disk);
});

test.runIf(disk)(
  'a disk that fills up during an export is named, and no file is left',
  async () => {
    const place = disk ?? '';
    const db = await world();
    const one = await db.join();
    await one.database.pool.query('select audit_month(now()::date)');
    // Nothing that packs well.
    await one.database.pool.query(`insert into audit (at, chain, seq, previous, mac, event, actor, line, targets, outcome)
    select now(), 99, i, '', '', 'answered', '{}', gen_random_uuid()::text, '{}', 'ok' from generate_series(1, 20000) i`);
    await expect(exportStore(one.database, join(place, 'x.export.gz'))).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringMatching(/^The disk that should hold .* is full$/),
    });
    expect(readdirSync(place)).toEqual([]);

    await drop(one);
    const later = { name: '9999-later', migration: { up: async () => {} } };
    const upgrade = openStore(
      await db.open(),
      { sites: [], client: false },
      { steps: [...schemaSteps, later], exports: join(place, 'exports') },
    );
    await expect(upgrade).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining('its schema was not changed'),
    });
    expect(readdirSync(join(place, 'exports'))).toEqual([]);
    await db.join();
    await db.dispose();
  },
);
