import { describe, expect, it } from 'vitest';
import { orUndo } from '../../../../../adapters/hypervisor/libvirt/provision/undo.ts';
import { BotError } from '../../../../../src/errors.ts';
import { memoryTask } from '../../../../contracts/task.ts';
import { toldClient } from '../told-client.ts';

const uuid = '11111111-2222-4333-8444-555555555555';
const other = '21111111-2222-4333-8444-555555555555';
const pool = '91111111-2222-4333-8444-555555555555';
const volume = { pool, name: 'web.t1.qcow2', path: '/d/web.t1.qcow2' };
const layer = { pool, name: 'base.t1.layer', path: '/d/base.t1.layer' };

/** What is asked of libvirt after the work failed. */
async function undone(state: string, stop?: 'handover' | 'lease-lost') {
  const asked: string[] = [];
  const says = (line: string) => {
    asked.push(line);
    if (line.startsWith('domstate')) return state;
    if (line.startsWith('list')) return `${other} base\n`;
    return line.startsWith('dumpxml')
      ? `<domain><devices><disk type='file'><source file='${layer.path}'/></disk></devices></domain>`
      : '';
  };
  const task = memoryTask();
  const makings = { uuid, volumes: [volume, layer] };
  const end = orUndo(toldClient({ says }), { makings, task }, () => {
    if (stop) task.stop(stop);
    return Promise.reject(new BotError('conflict', 'no'));
  });
  const error = await end.then(
    () => expect.fail(),
    (thrown: unknown) => thrown,
  );
  const acts = asked.filter((line) => /^(?:undefine|vol-delete|destroy)/.test(line));
  return { acts, error };
}

describe('what a failed making leaves', () => {
  it('is nothing of its own, but the layer that the original stands on', async () => {
    expect((await undone('shut off\n')).acts).toEqual([
      `undefine ${uuid} --nvram --managed-save --snapshots-metadata`,
      `vol-delete --pool ${pool} --vol ${volume.name}`,
    ]);
  });

  it('is all of it when somebody started the machine, and that is told', async () => {
    const { acts, error } = await undone('running\n');
    expect(acts).toEqual([]);
    expect(error).toMatchObject({ hint: expect.stringContaining('was started and is running') });
  });

  it.each(['handover', 'lease-lost'] as const)('is all of it after a %s', async (reason) => {
    const { acts } = await undone('shut off\n', reason);
    expect(acts).toEqual([]);
  });
});
