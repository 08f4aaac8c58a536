import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PowerAction } from '../../../../../src/hypervisor.ts';
import { until } from '../../../../contracts/subject.ts';
import { memoryTask } from '../../../../contracts/task.ts';
import { type OpenSite, openSite } from '../open-site.ts';

let site: OpenSite;
beforeEach(async () => {
  site = await openSite();
});
afterEach(() => site.close());

async function power(name: string, action: PowerAction) {
  return site.hypervisor.power(await site.machine(name), action, memoryTask());
}

/** What was asked since, as `POST /nodes/…/status/start`. */
function asked(from: number) {
  return site.double.calls.slice(from).map(({ method, path }) => `${method} ${path}`);
}

describe('a start', () => {
  it('is the first call, and its task is followed', async () => {
    const machine = await site.machine('db01');
    const before = site.double.calls.length;
    await site.hypervisor.power(machine, 'start', memoryTask());
    const [first, ...later] = asked(before);
    expect(first).toMatch(/^POST .*\/nodes\/pve1\/qemu\/101\/status\/start$/);
    expect(later.every((call) => /tasks/.test(call))).toBe(true);
    expect((await site.machine('db01')).state).toBe('running');
  });

  it.each(['web01', 'ct-dns'])(
    'of %s, which runs, is a conflict in the same words',
    async (name) => {
      await expect(power(name, 'start')).rejects.toMatchObject({
        code: 'conflict',
        message: `${name} is already running`,
      });
    },
  );

  it('of a paused machine says that it is paused', async () => {
    await power('web01', 'pause');
    await expect(power('web01', 'start')).rejects.toMatchObject({
      code: 'conflict',
      message: 'web01 is already running, and paused',
      hint: 'Continue it with `vm resume`.',
    });
  });

  it('of a hibernated machine goes on where it was', async () => {
    await power('web01', 'hibernate');
    expect((await site.machine('web01')).state).toBe('hibernated');
    const outcome = await power('web01', 'start');
    expect(outcome.notes).toContain('it continues from its saved state');
    expect((await site.machine('web01')).state).toBe('running');
  });
});

describe('a guest that does not follow', () => {
  it.each(['shutdown', 'reboot'] as const)(
    'a %s is said to run still, with what to do',
    async (action) => {
      await expect(power('cache01', action)).rejects.toMatchObject({
        code: 'failed',
        message: expect.stringContaining('cache01 still runs: its guest did not follow'),
        hint: '`vm stop` cuts the power.',
      });
      expect((await site.machine('cache01')).state).toBe('running');
    },
  );

  it('says so where its agent did not take the request', async () => {
    site.double.faults.task({ type: 'qmshutdown', fail: 'VM quit/powerdown failed' });
    await expect(power('web01', 'shutdown')).rejects.toMatchObject({
      message: 'web01 still runs: its guest agent did not take the request to shut down',
    });
  });
});

describe('what is off', () => {
  it.each(['shutdown', 'stop'] as const)(
    'is not sent a %s, which Proxmox calls done',
    async (action) => {
      const machine = await site.machine('db01');
      const before = site.double.calls.length;
      await expect(site.hypervisor.power(machine, action, memoryTask())).rejects.toMatchObject({
        code: 'conflict',
        message: 'db01 is off',
        hint: 'Start it with `vm start`.',
      });
      expect(asked(before).filter((call) => call.startsWith('POST'))).toEqual([]);
    },
  );

  it('is told in the same words of a container', async () => {
    await expect(power('ct-copy', 'stop')).rejects.toMatchObject({
      code: 'conflict',
      message: 'ct-copy is off',
    });
  });
});

describe('a reboot', () => {
  it('ends when another process runs the machine and its agent answers', async () => {
    const outcome = await power('web01', 'reboot');
    expect(outcome.notes).toContain('it has booted anew and is up again');
    expect((await site.machine('web01')).state).toBe('running');
  });

  it('of a container ends when it runs anew', async () => {
    const outcome = await power('ct-dns', 'reboot');
    expect(outcome.notes).toEqual(['it has booted anew']);
  });

  it('says where no agent tells that the guest is up', async () => {
    const outcome = await power('cache01', 'reset');
    expect(outcome).toMatchObject({ silentGuest: true });
    expect(outcome.notes).toEqual(['it boots anew; no agent says when it is up']);
  });
});

describe('what Proxmox has no way for', () => {
  it.each(['reset', 'pause', 'resume', 'hibernate', 'nmi'] as const)(
    'a %s of a container is refused by name',
    async (action) => {
      const running = action === 'resume' ? 'is already running' : 'is a container';
      await expect(power('ct-dns', action)).rejects.toMatchObject({
        code: action === 'resume' ? 'conflict' : 'unsupported',
        message: expect.stringContaining(`ct-dns ${running}`),
      });
    },
  );

  it('an interrupt of a VM says who can send one', async () => {
    await expect(power('web01', 'nmi')).rejects.toMatchObject({ code: 'unsupported' });
    expect((await site.machine('web01')).state).toBe('running');
  });
});

describe('a machine that the HA manager keeps', () => {
  it('is off when the HA manager has acted, not when it was told', async () => {
    const outcome = await power('mail01', 'shutdown');
    expect(outcome.log).toEqual(expect.any(Array));
    expect((await site.machine('mail01')).state).toBe('stopped');
    await power('mail01', 'start');
    expect((await site.machine('mail01')).state).toBe('running');
  });

  it('fails by name where the HA manager gives up on it', async () => {
    site.double.faults.task({ type: 'qmshutdown', ms: 60_000 });
    const guest = site.double.world.guests.get(104) ?? expect.unreachable();
    const ending = power('mail01', 'shutdown');
    const failed = expect(ending).rejects.toMatchObject({
      code: 'failed',
      message: 'the HA manager has given up on mail01: its state there is error',
    });
    await until('the HA manager was told', async () => guest.ha === 'stopped' || undefined);
    guest.ha = 'error';
    await failed;
  });
});

it('an id that Proxmox cannot have given is not found, and nothing is asked', async () => {
  const machine = { ...(await site.machine('web01')), id: 'dead-4bad', name: 'gone-1' };
  const before = site.double.calls.length;
  await expect(site.hypervisor.power(machine, 'start', memoryTask())).rejects.toMatchObject({
    code: 'not-found',
    message: 'gone-1 is not there any more',
  });
  expect(asked(before)).toEqual([]);
});

it('a cancelled shutdown says that the guest may still follow', async () => {
  site.double.faults.task({ type: 'qmshutdown', ms: 60_000 });
  const task = memoryTask({ stopsAfterStep: 'cancelled' });
  const ended = site.hypervisor.power(await site.machine('web01'), 'shutdown', task);
  await expect(ended).rejects.toMatchObject({
    code: 'cancelled',
    message: 'web01 was asked to shut down, and may still do so',
  });
});

it('what went off while nobody followed is off, however far the list is behind', async () => {
  await site.close();
  site = await openSite({ pace: { statMs: 60_000, taskMs: 300 } });
  await power('db01', 'start');
  const machine = await site.machine('db01');
  expect(machine.state).toBe('running');
  const task = memoryTask({ stopsAfterStep: 'lease-lost' });
  await expect(site.hypervisor.power(machine, 'shutdown', task)).rejects.toThrow('lease-lost');
  expect((await site.machine('db01')).state).toBe('running');
  await until(
    'it is off',
    async () => (await site.machine('db01')).state === 'stopped' || undefined,
  );
});
