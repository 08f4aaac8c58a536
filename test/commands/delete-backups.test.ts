import { expect, it } from 'vitest';
import { openDemo } from '../adapters/hypervisor/demo/site.ts';
import { openBench, textOf } from './bench.ts';

it('a deletion asks each site once for its backups, and is shown anew when the way back is gone', async () => {
  const site = await openDemo();
  const { hypervisor } = site;
  const { backups } = hypervisor;
  if (!backups) throw new Error('no backups');
  const state: { asked: number; lost: boolean } = { asked: 0, lost: false };
  const list: typeof backups.list = async (options) => {
    state.asked += 1;
    return state.lost ? [] : backups.list(options);
  };
  const bench = openBench([{ ...hypervisor, backups: { ...backups, list } }]);
  for (const name of ['lab-03', 'lab-04']) await bench.carryOut(`backup create ${name}`);
  state.asked = 0;
  const line = 'vm delete lab-03 lab-04';
  const before = await bench.plan(line);
  expect(state.asked).toBe(1);
  expect(textOf(before.preview ?? expect.fail())).toContain('Backups of lab-03: 1 backup stays');
  expect((await bench.plan(line)).fingerprint).toBe(before.fingerprint);
  state.lost = true;
  const after = await bench.plan(line);
  expect(textOf(after.preview ?? expect.fail())).toContain('there is no way back');
  expect(after.fingerprint).not.toBe(before.fingerprint);
  await site.close();
});
