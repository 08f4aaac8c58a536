import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Client } from './client.ts';
import { opened } from './opened.ts';

const start = '/nodes/pve1/qemu/101/status/start';
const never = new Promise(() => undefined);

async function begin(client: Client, path = start): Promise<string> {
  return z.string().parse(await client.data('POST', path));
}

describe('a task of the double', () => {
  it('runs, is in the list of the active ones, and ends with OK', async () => {
    const { double, client } = await opened();
    const hold = Promise.withResolvers<void>();
    double.faults.task({ hold: hold.promise });
    const upid = await begin(client);
    expect(upid).toMatch(
      /^UPID:pve1:[0-9A-F]{8}:[0-9A-F]{8}:[0-9A-F]{8}:qmstart:101:root@pam!full:$/,
    );
    const active = await client.data('GET', '/nodes/pve1/tasks', { source: 'active' });
    expect(active).toMatchObject([{ upid, status: 'RUNNING' }]);
    hold.resolve();
    expect(await client.outcome(upid)).toBe('OK');
    expect(await client.data('GET', '/nodes/pve1/tasks', { source: 'active' })).toEqual([]);
  });

  it.each([
    [{ fail: 'timeout waiting on systemd' }, 'timeout waiting on systemd', 'stopped'],
    [{ warn: ['one', 'two'] }, 'WARNINGS: 2', 'running'],
    [{ fail: 'unexpected status' }, 'unexpected status', 'stopped'],
  ])('ends as a fault says: %j', async (fault, outcome, state) => {
    const { double, client } = await opened();
    double.faults.task({ type: 'qmstart', ...fault });
    expect(await client.outcome(await begin(client))).toBe(outcome);
    expect(double.world.guest('qemu', 'pve1', 101).state).toBe(state);
  });

  it('is cancelled, and has changed nothing', async () => {
    const { double, client } = await opened();
    double.faults.task({ hold: never });
    const upid = await begin(client);
    expect((await client.ask('DELETE', `/nodes/pve1/tasks/${upid}`)).status).toBe(200);
    expect(await client.outcome(upid)).toBe('received interrupt');
    expect(double.world.guest('qemu', 'pve1', 101).state).toBe('stopped');
  });

  it('takes as long as a fault says, while others go on', async () => {
    const { double, client } = await opened();
    double.faults.task({ id: 101, ms: 1e9 });
    const slow = await begin(client);
    expect(await client.outcome(await begin(client, '/nodes/pve1/qemu/100/status/reset'))).toBe(
      'OK',
    );
    expect(double.world.tasks.find(slow).endtime).toBeUndefined();
  });

  it('vanishes, and is then no task at all', async () => {
    const { double, client } = await opened();
    double.faults.task({ vanish: true });
    const upid = await begin(client);
    await double.world.tasks.find(upid).ended;
    const { status, body } = await client.ask('GET', `/nodes/pve1/tasks/${upid}/status`);
    expect([status, body['errors']]).toEqual([400, { upid: 'no such task' }]);
  });

  it('is known on its own node alone', async () => {
    const { client } = await opened();
    const upid = await begin(client);
    const { body } = await client.ask('GET', `/nodes/pve2/tasks/${upid}/status`);
    expect(body['errors']).toEqual({ upid: 'no such task' });
  });

  it('tells a log of 100,000 lines page by page, the end last', async () => {
    const { double, client } = await opened();
    double.faults.task({ lines: 100_000 });
    const upid = await begin(client);
    await client.outcome(upid);
    const path = `/nodes/pve1/tasks/${upid}/log`;
    const first = await client.ask('GET', path);
    expect(first.body['data']).toHaveLength(50);
    expect(first.body['total']).toBe(100_001);
    const last = await client.data('GET', path, { start: 100_000, limit: 500 });
    expect(last).toEqual([{ n: 100_001, t: 'TASK OK' }]);
  });

  it('is told to others only where they may see the node', async () => {
    const { double, client, as } = await opened();
    const upid = await begin(client);
    const bare = as(double.tokens.bare);
    expect((await bare.ask('GET', `/nodes/pve1/tasks/${upid}/status`)).status).toBe(403);
    expect(await bare.data('GET', '/cluster/tasks')).toEqual([]);
  });

  it('waits for the lock of the one before it, and gives up after a while', async () => {
    const { double, client } = await opened({ pace: { lockMs: 20 } });
    double.faults.task({ type: 'qmshutdown', ms: 0 });
    double.world.guest('qemu', 'pve2', 102).acpi = 'ignores';
    const shutdown = await begin(client, '/nodes/pve2/qemu/102/status/shutdown');
    const stop = await begin(client, '/nodes/pve2/qemu/102/status/stop');
    expect(await client.outcome(stop)).toBe(
      "can't lock file '/var/lock/qemu-server/lock-102.conf' - got timeout",
    );
    await client.ask('DELETE', `/nodes/pve2/tasks/${shutdown}`);
    const again = await begin(client, '/nodes/pve2/qemu/102/status/stop');
    expect(await client.outcome(again)).toBe('OK');
  });
});
