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
    const settings = [`VBOX_USER_HOME=${home}`, `VBOX_IPC_SOCKETID=${socket}`];
    return run('env', [...settings, program, ...args], { signal });
  }

  it('lists its own machines alone', async () => {
    expect(await hypervisor.machines(signal)).toEqual([]);
    await vbox('createvm', '--name', 'own', '--basefolder', home, '--register');
    expect(await hypervisor.machines(signal)).toMatchObject([{ name: 'own', state: 'stopped' }]);
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
