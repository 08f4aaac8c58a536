import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { App } from '../../src/app.ts';
import { exec } from '../../src/exec.ts';
import { ready } from '../program/ready.ts';
import { type TemporaryDatabase, temporaryDatabase } from '../store/database.ts';
import { ended, openBot } from './bot.ts';
import { kill } from './strike.ts';

const config = process.env['NAKHODA_LAB'] ?? '';

describe('a bot killed with kill -9 in the middle, on real machines', () => {
  let database: TemporaryDatabase;
  beforeAll(async () => {
    await ready(config, ['e1']);
    database = await temporaryDatabase();
  });
  afterAll(() => database.dispose());
  const fate = () => ({ url: database.url, config });

  it('finds the snapshot that libvirt took, and takes no second one', async () => {
    await kill({
      ...fate(),
      line: 'snapshot create e1 f1',
      step: 'create the snapshot',
      moment: 'after-do',
    });
    const end = await resumed(fate());
    expect(end).toMatchObject({ state: 'done' });
    expect(await virsh('snapshot-list', 'e1', '--name')).toEqual(['f1']);
  });

  it.each(['before-do', 'after-do'] as const)('rolls back once, killed %s', async (moment) => {
    // Other machines may have been started since e1 was: after this the next number is the next run's.
    await virsh('snapshot-revert', 'e1', 'f1');
    const id = Number(await virsh('domid', 'e1'));
    await kill({ ...fate(), line: 'snapshot rollback e1 f1 --yes', step: 'roll back', moment });
    const end = await resumed(fate());
    expect(end).toMatchObject({ state: 'done' });
    // Every live revert starts a new QEMU, and libvirt numbers them.
    expect(Number(await virsh('domid', 'e1'))).toBe(id + 1);
  });

  it('finds the snapshot deleted', async () => {
    await kill({
      ...fate(),
      line: 'snapshot delete e1 f1 --yes',
      step: 'delete f1',
      moment: 'after-do',
    });
    expect(await resumed(fate())).toMatchObject({ state: 'done' });
    expect(await virsh('snapshot-list', 'e1', '--name')).toEqual([]);
  });
});

/** What the next bot makes of the newest operation. */
async function resumed(place: { url: string; config: string }) {
  const app: App = await openBot(place);
  try {
    const [task] = await app.store.listTasks({ ended: true, limit: 1 });
    return await ended(app, task?.id ?? 0);
  } finally {
    await app.close();
  }
}

async function virsh(...words: readonly string[]): Promise<string[]> {
  const { sites } = parse(await readFile(config, 'utf8'));
  const { stdout } = await exec('virsh', ['-c', sites[0].uri, ...words], {
    signal: AbortSignal.timeout(90_000),
    timeoutMs: 90_000,
  });
  return stdout.split('\n').filter((line) => line !== '');
}
