import { expect, test } from 'vitest';
import { stoppedBy } from '../../../../adapters/hypervisor/proxmox/stopped-by.ts';
import { BotError } from '../../../../src/errors.ts';
import { never } from '../../../contracts/subject.ts';
import { memoryTask } from '../../../contracts/task.ts';
import { openSite } from './open-site.ts';
import { recorded, toldClient } from './recorded.ts';

const guest = { host: 'pve1', id: '100' };

test.each<[string, unknown, unknown]>([
  [
    'a real node wrote down a backup after a stop',
    recorded('tasks_vmid'),
    { by: 'root@pam', at: 1_795_383_625_000 },
  ],
  [
    'what only started it stopped nothing',
    [{ type: 'qmstart', user: 'a@pve', endtime: 5 }],
    undefined,
  ],
  [
    'the newest of those that end it counts',
    [
      { type: 'qmstart', user: 'a@pve', endtime: 9 },
      { type: 'qmshutdown', user: 'b@pve', endtime: 7 },
      { type: 'qmstop', user: 'c@pve', endtime: 5 },
    ],
    { by: 'b@pve', at: 7_000 },
  ],
  [
    'one that runs is at it now',
    [{ type: 'qmstop', user: 'a@pve' }],
    { by: 'a@pve', at: expect.any(Number) },
  ],
  ['who may not see tasks knows nothing', new BotError('forbidden', 'Sys.Audit'), undefined],
])('%s', async (_, tasks, stopped) => {
  expect(
    await stoppedBy(
      toldClient(() => tasks),
      guest,
      never,
    ),
  ).toEqual(stopped);
});

test('a VM that somebody stopped tells it with its details, one that runs is not asked', async () => {
  const { hypervisor, machine, calls, close } = await openSite();
  try {
    const web = await machine('web01');
    calls();
    expect((await hypervisor.details?.(web, never))?.stopped).toBeUndefined();
    expect(calls()).toHaveLength(1);
    await hypervisor.power(web, 'stop', memoryTask());
    const details = await hypervisor.details?.(web, never);
    expect(details).toMatchObject({ state: 'stopped', stopped: { by: 'root@pam' } });
  } finally {
    await close();
  }
});
