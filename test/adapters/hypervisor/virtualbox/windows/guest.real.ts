import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GuestChannel } from '../../../../../src/hypervisor/guest.ts';
import type { Hypervisor } from '../../../../../src/hypervisor.ts';
import { need } from '../../../../contracts/subject.ts';
import { machine } from '../../../../doubles/hypervisor.ts';
import { ids, login, openGuests } from '../../../../doubles/virtualbox/guests.ts';
import type { Stage } from '../../../../doubles/virtualbox/stage.ts';
import { createSite } from '../site.ts';
import { openWindowsHost, type WindowsHost } from './open-host.ts';

const { signal } = new AbortController();

/** Made up twice: the guest's Guest Additions, and the Windows that its VirtualBox is on. */
describe('a guest of a VirtualBox on Windows', () => {
  let stage: Stage;
  let windows: WindowsHost;
  let hypervisor: Hypervisor;
  let guest: GuestChannel;
  const running = machine('running', { id: ids.running });

  beforeAll(async () => {
    process.env['STAND_IN_PASSWORD'] = login.password;
    stage = await openGuests();
    stage.guest({ machine: ids.running, ...login, enter: [], folders: { '/tmp': '/tmp' } });
    mkdirSync(join(stage.directory, 'inside'));
    const { program, userHome } = stage.settings;
    const drive = { folder: stage.directory, as: 'C:\\Users\\Jörg' };
    windows = await openWindowsHost({ ...drive, shell: 'powershell', program, system: {} });
    const guests = {
      everywhere: { user: login.user, password: { env: 'STAND_IN_PASSWORD' } },
    };
    hypervisor = createSite('laptop', { ssh: windows.ssh, userHome, guests });
    guest = need(hypervisor.guest);
  });
  afterAll(async () => {
    await hypervisor.close?.();
    await windows.close();
    await stage.close();
  });

  it('gets a file of any bytes, and none of it stays on the host', async () => {
    const path = join(stage.directory, 'inside', 'file');
    const content = Buffer.from([0, 10, 13, 26, 255, ...Buffer.from('ü\r\n')]);
    await guest.write(running, path, content, signal);
    expect(readFileSync(path)).toEqual(content);
    const left = readdirSync(join(stage.directory, 'tmp'));
    expect(left.filter((name) => name.startsWith('nakhoda-'))).toEqual([]);
    for (const { argv, input } of stage.calls().filter(({ argv }) => argv[0] === 'guestcontrol')) {
      expect(argv.join(' ')).not.toContain('pass"');
      expect(Buffer.from(input, 'latin1').toString()).toBe(`${login.password}\n`);
    }
  });

  it('that cannot take the file is told, and no file stays either', async () => {
    stage.guest({ machine: ids.running, ...login, enter: [], folders: {} });
    const path = join(stage.directory, 'inside', 'other');
    await expect(guest.write(running, path, Buffer.from('x'), signal)).rejects.toMatchObject({
      code: 'unreachable',
    });
    const left = readdirSync(join(stage.directory, 'tmp'));
    expect(left.filter((name) => name.startsWith('nakhoda-'))).toEqual([]);
  });
});
