import { describe, expect, it } from 'vitest';
import { createBirths } from '../../../../adapters/hypervisor/proxmox/births.ts';
import {
  createMachines,
  machineOf,
  tagsOf,
} from '../../../../adapters/hypervisor/proxmox/machines.ts';
import { createResources, type Guest } from '../../../../adapters/hypervisor/proxmox/resources.ts';
import { createStandings } from '../../../../adapters/hypervisor/proxmox/standing.ts';
import { lockOf, stateOf } from '../../../../adapters/hypervisor/proxmox/states.ts';
import { BotError } from '../../../../src/errors.ts';
import { recorded, toldClient } from './recorded.ts';

const { signal } = new AbortController();
const around = { site: 'pve', down: new Set<string>() };
const guest: Guest = { id: 'qemu/100', type: 'qemu', vmid: 100, node: 'pve1', status: 'running' };

function machinesOver(says: (path: string) => unknown) {
  const client = toldClient(says);
  const standings = createStandings(client);
  const births = createBirths(client);
  const resources = createResources(client);
  return {
    client,
    standings,
    births,
    ask: createMachines({ site: 'pve', resources, births, standings }),
  };
}

it('a recorded cluster has its VMs and containers, in one call', async () => {
  const { ask, client } = machinesOver(() => recorded('cluster_resources'));
  const machines = await ask(signal);
  expect(client.asked).toEqual(['/cluster/resources']);
  expect(machines).toMatchObject([
    {
      ...{ site: 'pve', host: 'pve1', id: '100', birth: '', name: 'web01', kind: 'vm' },
      ...{
        state: 'running',
        cpus: 1,
        memoryBytes: 268_435_456,
        tags: ['prod', 'web'],
        pool: 'prod',
      },
    },
    { id: '101', name: 'db01', kind: 'vm', state: 'stopped', tags: ['db', 'staging'] },
    { id: '200', name: 'ct-dns', kind: 'container', state: 'running' },
    { id: '202', name: 'ct-copy', kind: 'container', state: 'stopped' },
  ]);
});

it('a birth mark that is remembered stands in the list, until its machine is gone', async () => {
  const lists = [recorded('cluster_resources'), [], recorded('cluster_resources')];
  const { ask, births } = machinesOver((path) =>
    path === '/cluster/resources' ? lists.shift() : recorded('qemu_config_get'),
  );
  const web01 = machineOf({ ...guest, name: 'web01' }, around);
  await births.of(web01, signal);
  expect((await ask(signal))[0]?.birth).toMatch(/^ec1bc15b-/);
  expect(await ask(signal)).toEqual([]);
  expect((await ask(signal))[0]?.birth).toBe('');
});

describe('how a machine stands', () => {
  it.each([
    [{ status: 'running' }, 'running', undefined],
    [{ status: 'running', qmpstatus: 'running' }, 'running', undefined],
    [{ status: 'running', qmpstatus: 'paused' }, 'paused', undefined],
    [{ status: 'running', qmpstatus: 'io-error' }, 'paused', 'I/O error'],
    [{ status: 'running', qmpstatus: 'guest-panicked' }, 'crashed', 'its kernel panicked'],
    [{ status: 'running', lock: 'backup' }, 'running', undefined],
    [{ status: 'stopped' }, 'stopped', undefined],
    [{ status: 'stopped', lock: 'suspended' }, 'hibernated', undefined],
    [{ status: 'running', lock: 'suspended' }, 'running', undefined],
    [{ status: 'unknown' }, 'unknown', undefined],
    [{}, 'unknown', undefined],
  ] as const)('%j is %s, %s', (standing, state, stateReason) => {
    expect(stateOf(standing)).toEqual({ state, ...(stateReason && { stateReason }) });
  });

  it('a lock is named, but not that of a hibernated VM, which is its state', () => {
    expect(lockOf({ status: 'stopped', lock: 'backup' })).toBe('backup');
    expect(lockOf({ status: 'stopped', lock: 'suspended' })).toBeUndefined();
    expect(lockOf({ status: 'running', lock: '' })).toBeUndefined();
  });

  it('a machine of a node that is down is unknown, and why is said', async () => {
    const { ask } = machinesOver(() => [
      { ...guest, status: 'unknown', node: 'pve2' },
      { id: 'node/pve2', type: 'node', node: 'pve2', status: 'offline' },
    ]);
    expect(await ask(signal)).toMatchObject([
      { state: 'unknown', stateReason: 'pve2 is offline', name: 'VM 100' },
    ]);
  });

  it('template, HA and lock are told where there are any, and names are as they are', () => {
    const full = {
      ...guest,
      template: 1,
      hastate: 'started',
      lock: 'clone',
      name: '🚀 web',
      tags: '🔥',
    };
    expect(machineOf(full, around)).toMatchObject({
      ...{ template: true, ha: 'started', lock: 'clone', name: '🚀 web', tags: ['🔥'] },
    });
    const bare = machineOf({ ...guest, template: 0, hastate: '', pool: '' }, around);
    expect([bare.template, bare.ha, bare.pool, bare.lock]).toEqual(Array(4).fill(undefined));
  });

  it.each([
    ['prod;web', ['prod', 'web']],
    ['prod,web db', ['prod', 'web', 'db']],
    [' ;;', []],
    [undefined, []],
  ])('tags %j are %j', (text, tags) => {
    expect(tagsOf(text)).toEqual(tags);
  });
});

describe('a VM that the list calls running', () => {
  const idle = { ...guest, cpu: 0, uptime: 900 };
  const answer = (list: () => readonly unknown[], current: (path: string) => unknown) =>
    machinesOver((path) => (path === '/cluster/resources' ? list() : current(path)));

  it('and that uses no CPU at all is asked for by itself, once for each sample', async () => {
    let uptime = 900;
    const { ask, client } = answer(
      () => [{ ...idle, uptime }],
      () => recorded('status_paused'),
    );
    expect(await ask(signal)).toMatchObject([{ state: 'paused' }]);
    expect(await ask(signal)).toMatchObject([{ state: 'paused' }]);
    expect(client.asked.filter((path) => path.endsWith('/status/current'))).toHaveLength(1);
    uptime = 910;
    await ask(signal);
    expect(client.asked.filter((path) => path.endsWith('/status/current'))).toHaveLength(2);
  });

  it('is not asked for where it uses some, or has only just begun', async () => {
    const rows = [
      { ...idle, cpu: 0.001 },
      { ...idle, vmid: 101, uptime: 7 },
    ];
    const { ask, client } = answer(
      () => rows,
      () => recorded('status_paused'),
    );
    expect(await ask(signal)).toMatchObject([{ state: 'running' }, { state: 'running' }]);
    expect(client.asked).toHaveLength(1);
  });

  it('only a few of many are asked for in one list, and the others in the next', async () => {
    const rows = Array.from({ length: 10 }, (_, at) => ({ ...idle, vmid: 100 + at }));
    const { ask, client } = answer(
      () => rows,
      () => recorded('status_paused'),
    );
    const paused = async () => (await ask(signal)).filter(({ state }) => state === 'paused').length;
    expect(await paused()).toBe(6);
    expect(client.asked).toHaveLength(7);
    expect(await paused()).toBe(10);
  });

  it('is shown as the list has it where it cannot be asked', async () => {
    const { ask } = answer(
      () => [idle],
      () => new BotError('timeout', 'no answer'),
    );
    expect(await ask(signal)).toMatchObject([{ state: 'running' }]);
  });
});

it('a machine that we have just acted on is asked for by itself: the list is some seconds behind', async () => {
  let now: unknown = recorded('qemu_status_current_stopped');
  const { ask, client, standings } = machinesOver((path) =>
    path === '/cluster/resources' ? [{ ...guest, cpu: 0.3, uptime: 900 }] : now,
  );
  expect(await ask(signal)).toMatchObject([{ state: 'running' }]);
  standings.acted('100');
  expect(await ask(signal)).toMatchObject([{ state: 'stopped' }]);
  expect(await ask(signal)).toMatchObject([{ state: 'stopped' }]);
  expect(client.asked.filter((path) => path.endsWith('/status/current'))).toHaveLength(1);
  now = recorded('qemu_status_current_running_full');
  standings.acted('100');
  expect(await ask(signal)).toMatchObject([{ state: 'running' }]);
});
