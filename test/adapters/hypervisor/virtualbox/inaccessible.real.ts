import { renameSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Hypervisor } from '../../../../src/hypervisor.ts';
import { memoryTask } from '../../../contracts/task.ts';
import { run } from '../../../lab/run.ts';
import { programOf } from '../../../lab/virtualbox/host.ts';
import { createSite, openLab } from './site.ts';

const { signal } = new AbortController();

/** A second VirtualBox of the same user, which only its settings tell from the lab's own. */
describe('a VirtualBox with settings and a service of its own', () => {
  let home: string;
  let program: string;
  let hypervisor: Hypervisor;
  const socket = `t${process.pid}`;

  beforeAll(async () => {
    const { directory } = (await openLab()).hosts['vbox-a'];
    program = programOf(directory);
    home = await mkdtemp(join(directory, 'tmp', 'own-'));
    hypervisor = open(socket);
  });
  afterAll(async () => {
    await hypervisor.close?.();
    rmSync(home, { recursive: true, force: true });
  });

  const open = (ipcSocketId: string) => createSite('own', { program, userHome: home, ipcSocketId });
  function vbox(...args: string[]) {
    const settings = ['LC_ALL=C.UTF-8', `VBOX_USER_HOME=${home}`, `VBOX_IPC_SOCKETID=${socket}`];
    return run('env', [...settings, program, ...args], { signal });
  }

  it('lists its own machines alone', async () => {
    expect(await hypervisor.machines(signal)).toEqual([]);
    await vbox('createvm', '--name', 'own', '--basefolder', home, '--register');
    expect(await hypervisor.machines(signal)).toMatchObject([{ name: 'own', state: 'stopped' }]);
  });

  it('tells the same of many at first, when they are listed in one call, as of each alone', async () => {
    const [own] = await hypervisor.machines(signal);
    for (const name of ['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm"7\nGroups: /x', 'Größe']) {
      await vbox('createvm', `--name=${name}`, '--basefolder', home, '--register');
      // Few at a time, so that each is asked for alone.
      await hypervisor.machines(signal);
    }
    const fake = `UUID:                        ${own?.id}\nState:   running (since 2026-01-01T00:00:00.000000000)`;
    await vbox('modifyvm', 'm1', `--description=${fake}`, '--memory', '64', '--cpus', '2');
    const atFirst = open(socket);
    const listed = await atFirst.machines(signal);
    expect(listed).toHaveLength(9);
    expect(listed).toEqual(await hypervisor.machines(signal));
    expect(listed.find(({ name }) => name === 'm1')).toMatchObject({
      state: 'stopped',
      note: fake,
      cpus: 2,
      memoryBytes: 64 * 1024 ** 2,
    });
    expect(new Set(listed.map(({ state }) => state))).toEqual(new Set(['stopped']));
    await atFirst.close?.();
    for (const { id, name } of listed)
      if (name !== 'own') await vbox('unregistervm', id, '--delete');
  });

  it('lists a machine whose settings are gone, and says what to look for', async () => {
    const file = join(home, 'own', 'own.vbox');
    const [kept] = await hypervisor.machines(signal);
    renameSync(file, `${file}.away`);
    // Another service: the first one may keep what it has read.
    const other = open(`${socket}b`);
    const [lost] = await other.machines(signal);
    if (!lost || !kept) throw new Error('no machine is listed');
    expect(lost).toMatchObject({ id: kept.id, birth: kept.birth, state: 'unknown' });
    expect(lost.name).toBe(`inaccessible-${kept.id.slice(0, 8)}`);
    expect(lost.stateReason).toContain('cannot read the settings');
    await expect(other.power(lost, 'start', memoryTask())).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('inaccessible'),
      hint: expect.stringContaining('.vbox'),
    });
    await other.close?.();
  });
});
