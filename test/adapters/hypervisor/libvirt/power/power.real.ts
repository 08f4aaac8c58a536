import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GuestChannel } from '../../../../../src/hypervisor/guest.ts';
import type { Hypervisor, Machine } from '../../../../../src/hypervisor.ts';
import { need } from '../../../../contracts/subject.ts';
import { memoryTask } from '../../../../contracts/task.ts';
import { openSite } from '../site.ts';

const { signal } = new AbortController();

describe('power, followed to its true end', () => {
  let here: Hypervisor;
  let there: Hypervisor;
  beforeAll(async () => {
    [here, there] = await Promise.all([openSite('kvm-a'), openSite('kvm-b')]);
  });
  afterAll(async () => {
    await Promise.all([here.close?.(), there.close?.()]);
  });

  async function find(site: Hypervisor, name: string): Promise<Machine> {
    const found = (await site.machines(signal)).find((each) => each.name === name);
    if (!found) throw new Error(`no machine ${name}`);
    return found;
  }

  async function boot(guest: GuestChannel, machine: Machine): Promise<string> {
    const path = '/proc/sys/kernel/random/boot_id';
    return (await guest.read(machine, path, { signal, maxBytes: 100 })).toString();
  }

  it('a reboot has ended when another boot of the guest answers', async () => {
    const e1 = await find(here, 'e1');
    const guest = need(here.guest);
    const before = await boot(guest, e1);
    const outcome = await here.power(e1, 'reboot', memoryTask());
    expect(outcome.notes).toEqual(['it has rebooted and is up again']);
    expect(await boot(guest, e1)).not.toBe(before);
  });

  it('a cancelled shutdown says that the guest was asked', async () => {
    const e1 = await find(here, 'e1');
    const task = memoryTask({ stopsAfterStep: 'cancelled' });
    await expect(here.power(e1, 'shutdown', task)).rejects.toMatchObject({
      code: 'cancelled',
      message: 'e1 was asked to shut down, and may still do so',
    });
    const state = async () => (await find(here, 'e1')).state;
    await expect.poll(state, { timeout: 150_000, interval: 500 }).toBe('stopped');
    await here.power(e1, 'start', memoryTask());
  });

  it('a reboot of a guest without an agent has ended with the event of libvirt', async () => {
    const mute = await find(there, 'mute');
    const outcome = await there.power(mute, 'reboot', memoryTask());
    expect(outcome).toMatchObject({
      notes: ['it has rebooted; no agent says when it is up'],
      silentGuest: true,
    });
  });

  it('a reboot whose end nobody could see is undecided, never done', async () => {
    const mute = await find(there, 'mute');
    const task = memoryTask({ dies: 'after-do' });
    await Promise.race([task.died, there.power(mute, 'reboot', task)]);
    const resumed = there.power(mute, 'reboot', memoryTask({ records: task.records }));
    await expect(resumed).rejects.toMatchObject({ code: 'undecided' });
  });
});
