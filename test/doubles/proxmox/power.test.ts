import { describe, expect, it } from 'vitest';
import { opened } from './opened.ts';

async function outcomeOf(path: string, params?: Record<string, unknown>, state?: 'paused') {
  const { double, client } = await opened();
  const guest = double.world.guests.get(Number(/\d{3}/.exec(path)?.[0]));
  if (guest !== undefined && state !== undefined) guest.state = state;
  const reply = await client.ask('POST', path, params);
  const said = reply.status === 200 ? await client.outcome(reply.body['data']) : reply.reason;
  return { said, isTask: reply.status === 200, double, client, guest };
}

const vm = (id: number, verb: string) =>
  `/nodes/pve${id === 102 || id === 104 ? 2 : 1}/qemu/${id}/status/${verb}`;
const ct = (id: number, verb: string) => `/nodes/pve${id === 202 ? 3 : 1}/lxc/${id}/status/${verb}`;

describe('power on the double', () => {
  it.each([
    [vm(100, 'start'), true, 'VM 100 already running'],
    [vm(101, 'stop'), true, 'OK'],
    [vm(101, 'shutdown'), true, 'OK'],
    [vm(101, 'reboot'), false, 'VM 101 not running'],
    [vm(101, 'reset'), false, 'VM 101 not running'],
    [vm(101, 'suspend'), false, 'VM 101 not running'],
    [vm(101, 'resume'), false, 'VM 101 not running'],
    [vm(900, 'start'), true, "you can't start a vm if it's a template"],
    [ct(200, 'start'), false, 'CT 200 already running'],
    [ct(202, 'stop'), false, 'CT 202 not running'],
    [ct(202, 'shutdown'), false, 'CT 202 not running'],
    [ct(202, 'reboot'), false, 'VM 202 not running'],
  ])('%s (a task: %s) says "%s"', async (path, isTask, said) => {
    expect(await outcomeOf(path)).toMatchObject({ said, isTask });
  });

  it('gives up on a guest that does not heed, unless it is forced', async () => {
    const gentle = await outcomeOf(vm(102, 'shutdown'), { timeout: 1 });
    expect([gentle.said, gentle.guest?.state]).toEqual([
      'VM quit/powerdown failed - got timeout',
      'running',
    ]);
    const forced = await outcomeOf(vm(102, 'shutdown'), { timeout: 1, forceStop: 1 });
    expect([forced.said, forced.guest?.state]).toEqual(['OK', 'stopped']);
  });

  it('says of a paused machine that it runs, and only in its status that it is paused', async () => {
    const { client } = await outcomeOf(vm(100, 'suspend'));
    const current = await client.data('GET', '/nodes/pve1/qemu/100/status/current');
    expect(current).toMatchObject({ status: 'running', qmpstatus: 'paused' });
    const refused = await client.ask('POST', vm(100, 'shutdown'));
    expect([refused.status, refused.reason]).toEqual([500, 'VM is paused - cannot shutdown']);
  });

  it('hibernates: stopped, locked as suspended, and started out of that', async () => {
    const { said, guest, client } = await outcomeOf(vm(100, 'suspend'), { todisk: 1 });
    expect([said, guest?.state, guest?.config['lock']]).toEqual(['OK', 'stopped', 'suspended']);
    expect(await client.outcome(await client.data('POST', vm(100, 'resume')))).toBe('OK');
    expect([guest?.state, guest?.config['lock']]).toEqual(['running', undefined]);
  });

  it('refuses a locked machine with the name of its lock', async () => {
    const { double, client } = await opened();
    double.world.guest('qemu', 'pve1', 101).config['lock'] = 'backup';
    double.world.guest('lxc', 'pve1', 200).config['lock'] = 'backup';
    const said = async (path: string) => client.outcome(await client.data('POST', path));
    expect(await said(vm(101, 'start'))).toBe('VM is locked (backup)');
    expect(await said(ct(200, 'shutdown'))).toBe('CT is locked (backup)');
  });

  it('ends a shutdown under way for a stop that may overrule it', async () => {
    const { double, client } = await opened();
    const shutdown = await client.data('POST', vm(102, 'shutdown'));
    const stop = await client.data('POST', vm(102, 'stop'), { 'overrule-shutdown': 1 });
    expect(await client.outcome(stop)).toBe('OK');
    expect(await client.outcome(shutdown)).toBe('received interrupt');
    expect(double.world.guest('qemu', 'pve2', 102).state).toBe('stopped');
  });

  it('only asks HA to stop what HA looks after; that is done by another task', async () => {
    const { double, client } = await opened();
    const hold = Promise.withResolvers<void>();
    double.faults.task({ type: 'qmshutdown', hold: hold.promise });
    const upid = await client.data('POST', vm(104, 'shutdown'));
    expect(String(upid)).toContain(':hashutdown:104:');
    expect(await client.outcome(upid)).toBe('OK');
    const guest = double.world.guest('qemu', 'pve2', 104);
    expect([guest.state, guest.ha]).toEqual(['running', 'stopped']);
    hold.resolve();
    await double.world.tasks.all[0]?.ended;
    expect(guest.state).toBe('stopped');
  });
});
