import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Hypervisor } from '../../../../../src/hypervisor.ts';
import { openBench, textOf } from '../../../../commands/bench.ts';
import { ids, login, openGuests } from '../../../../doubles/virtualbox/guests.ts';
import type { Stage } from '../../../../doubles/virtualbox/stage.ts';
import { createSite } from '../site.ts';

describe('commands for guests on VirtualBox', { timeout: 60_000 }, () => {
  let stage: Stage;
  let hypervisor: Hypervisor;

  beforeEach(async () => {
    process.env['STAND_IN_PASSWORD'] = login.password;
    stage = await openGuests();
    stage.guest({ machine: ids.running, ...login, enter: [], folders: { '/tmp': '/tmp' } });
  });
  afterEach(async () => {
    await hypervisor.close?.();
    await stage.close();
  });

  function bench(guests?: object) {
    const settings = { ...stage.settings, ...(guests && { guests }) };
    hypervisor = createSite('vbox', settings, stage.directory);
    return openBench([hypervisor]);
  }
  const everywhere = { user: login.user, password: { env: 'STAND_IN_PASSWORD' } };

  it('guest setup tells of Guest Additions, of no other agent, and of ssh', async () => {
    const text = textOf(await bench().card('guest setup mute'));
    expect(text).toContain('virtualbox-guest-utils');
    expect(text).not.toMatch(/qemu/i);
    expect(text).toContain('--ssh root@ADDRESS');
  });

  it('guest setup tells what else is missing where they are there', async () => {
    const text = textOf(await bench().card('guest setup running'));
    expect(text).toContain('Guest Additions 7.2.22');
    expect(text).toContain('no user of the guest of running is known');
    expect(text).not.toMatch(/qemu|virtualbox-guest-utils/i);
  });

  it('guest run shows what a program in the guest wrote', async () => {
    const ending = await bench({ everywhere }).carryOut('guest run running echo hello there');
    expect(ending.state).toBe('done');
    expect(textOf(ending.card)).toContain('hello there');
  });

  it('guest df and top read a Linux guest through it', async () => {
    const table = bench({ everywhere });
    expect(textOf(await table.card('guest df running'))).toContain('file system');
    expect(textOf(await table.card('guest top running'))).toMatch(/Load average/);
  });

  it('a machine that is off is told to be started, without a question to its guest', async () => {
    const setup = bench({ everywhere }).card('guest setup stopped');
    await expect(setup).rejects.toMatchObject({
      code: 'conflict',
      hint: 'First: vm start stopped',
    });
    expect(stage.calls().filter(({ argv }) => argv[0] === 'guestcontrol')).toEqual([]);
  });
});
