import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportStore } from '../../../src/store/export/export.ts';
import { importStore } from '../../../src/store/export/import.ts';
import { sitDown, writerOf } from '../../fixtures/alert-writer.ts';
import { HOUR } from '../../fixtures/alerts.ts';
import { anna, type World, world } from '../../fixtures/stores.ts';

let directory: string;
let [here, there]: World[] = [];
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nakhoda-export-'));
  [here, there] = await Promise.all([world(), world()]);
});
afterAll(async () => {
  await here?.dispose();
  await there?.dispose();
  await rm(directory, { recursive: true, force: true });
});

test('alerts and mutes are carried to another database, and their next numbers are new ones', async () => {
  if (!(here && there)) return expect.unreachable();
  const one = await here.join();
  await sitDown(one);
  await writerOf(one).says(0.99);
  const mute = { on: 'web-*', from: Date.now(), until: Date.now() + HOUR, reason: 'a move' };
  await one.store.alerts.silence(mute, anna);
  const turn = { rota: 'lab', person: 'anna', from: Date.now(), until: Date.now() + HOUR, seen: 0 };
  await one.store.access.handOver(turn, anna);
  const { file } = await exportStore(one.database, join(directory, 'all.gz'));

  await importStore(await there.open(), file);
  const two = await there.join();
  expect(await two.store.alerts.find(1)).toMatchObject({ state: 'firing', severity: 'critical' });
  expect(await two.store.alerts.silence(mute, anna)).toMatchObject({ number: 2 });
  await two.store.access.handOver({ ...turn, person: 'budi', seen: 1 }, anna);
  const { standIns } = await two.store.access.all();
  expect(standIns.map(({ number, person }) => `${number} ${person}`)).toEqual(['1 anna', '2 budi']);
});
