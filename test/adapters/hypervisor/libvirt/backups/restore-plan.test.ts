import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import type { StoredBackup } from '../../../../../adapters/hypervisor/libvirt/backups/manifest.ts';
import { planRestore } from '../../../../../adapters/hypervisor/libvirt/backups/restore-plan.ts';
import type { Restore } from '../../../../../src/hypervisor/backups.ts';
import type { Machine } from '../../../../../src/hypervisor.ts';
import { machine } from '../../../../fixtures/machines.ts';
import { toldClient } from '../told-client.ts';

const { signal } = new AbortController();
const id = '7645618c-4b59-4a3a-80c1-287fd5faf4ef';
const disk = {
  target: 'vda',
  file: 'vda.qcow2',
  virtualBytes: 1024,
  path: `${tmpdir()}/old.qcow2`,
  type: 'file',
  format: 'qcow2',
};
const stored = {
  manifest: { machine: { id, birth: id, name: 'web-1' }, disks: [disk], files: [] },
} as unknown as StoredBackup;
const client = toldClient({ says: () => 'error: there is no pool' });
const same: Restore = { as: 'same', start: false };

const plan = (machines: readonly Machine[], wanted: Restore = same) =>
  planRestore(client, { stored, wanted, signal, machines: async () => machines });

it('a machine that was renamed since is the one that is overwritten, and keeps its present name', async () => {
  const renamed = machine({ id, birth: id, name: 'web-old', state: 'stopped' });
  expect(await plan([renamed])).toMatchObject({ replaces: renamed, name: 'web-old' });
});

it('another machine that has the old name by now is not overwritten, and nothing is made beside it', async () => {
  const other = machine({ name: 'web-1', state: 'stopped' });
  await expect(plan([other])).rejects.toMatchObject({
    code: 'conflict',
    message: 'there is a machine called web-1 already',
    hint: expect.stringContaining('Nothing was changed.'),
  });
});

it('beside both, a restore under a free name replaces nobody', async () => {
  const renamed = machine({ id, birth: id, name: 'web-old', state: 'running' });
  const other = machine({ name: 'web-1', state: 'running' });
  const beside = await plan([renamed, other], { as: 'new', name: 'web-2', start: false });
  expect(beside).toMatchObject({ name: 'web-2' });
  expect(beside.replaces).toBeUndefined();
  await expect(
    plan([renamed, other], { as: 'new', name: 'web-old', start: false }),
  ).rejects.toMatchObject({ code: 'conflict' });
});
