import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Hypervisor, Machine } from '../../../../src/hypervisor.ts';
import { memoryTask } from '../../../contracts/task.ts';
import { type BoxHost, manage } from '../../../lab/virtualbox/host.ts';
import { defineBoxMachine } from '../../../lab/virtualbox/machine.ts';
import { openLab, openSite } from './site.ts';

const { signal } = new AbortController();

describe('a VirtualBox on a bad day', () => {
  let host: BoxHost;
  let hypervisor: Hypervisor;
  const made: string[] = [];

  beforeAll(async () => {
    host = (await openLab()).hosts['vbox-a'];
    hypervisor = await openSite('vbox-a');
  });
  afterAll(() => hypervisor.close?.());
  afterEach(async () => {
    for (const id of made.splice(0)) {
      await vbox('controlvm', id, 'poweroff').catch(() => undefined);
      await until(() => vbox('unregistervm', id, '--delete'));
    }
  });

  const vbox = (...args: string[]) => manage(host, args, { signal });
  async function define(name: string, folder?: string): Promise<string> {
    const id = await defineBoxMachine(host, { name, folder }, signal);
    made.push(id);
    return id;
  }
  async function machine(id: string): Promise<Machine> {
    const found = (await hypervisor.machines(signal)).find((one) => one.id === id);
    if (!found) throw new Error(`no machine ${id}`);
    return found;
  }

  it.each(['we"ird ü\\name {x}', 'multi\nline" {', '--version', '=a="b"', "$(reboot) 'x' `y`"])(
    'a machine called %j is listed, started and stopped',
    async (name) => {
      const id = await define(name);
      expect((await machine(id)).name).toBe(name);
      await hypervisor.power(await machine(id), 'start', memoryTask());
      expect((await machine(id)).state).toBe('running');
      await hypervisor.power(await machine(id), 'stop', memoryTask());
      expect((await machine(id)).state).toBe('stopped');
    },
  );

  it('two machines of one name are two machines', async () => {
    const first = await define('twin');
    const second = await define('twin', join(host.directory, 'tmp'));
    expect([(await machine(first)).name, (await machine(second)).name]).toEqual(['twin', 'twin']);
    await hypervisor.power(await machine(second), 'start', memoryTask());
    expect((await machine(second)).state).toBe('running');
    expect((await machine(first)).state).toBe('stopped');
  });

  it('a machine whose process is killed has crashed, says so, and starts again', async () => {
    const id = await define('killed');
    await hypervisor.power(await machine(id), 'start', memoryTask());
    process.kill(processOf(id), 'SIGKILL');
    await until(async () => expect((await machine(id)).state).toBe('crashed'));
    expect((await machine(id)).stateReason).toBe('crashed (its process ended by itself)');
    await expect(
      hypervisor.power(await machine(id), 'shutdown', memoryTask()),
    ).rejects.toMatchObject({ code: 'conflict', message: 'killed has crashed and is off' });
    await hypervisor.power(await machine(id), 'start', memoryTask());
    expect((await machine(id)).state).toBe('running');
  });

  it('a machine that is paused or changed behind the bot’s back is seen at once', async () => {
    const id = await define('behind');
    await hypervisor.power(await machine(id), 'start', memoryTask());
    // Old enough to be remembered.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await hypervisor.machines(signal);
    await vbox('controlvm', id, 'pause');
    expect((await machine(id)).state).toBe('paused');
    await vbox('controlvm', id, 'resume');
    expect((await machine(id)).state).toBe('running');
    await vbox('controlvm', id, 'poweroff');
    await until(async () => expect((await machine(id)).state).toBe('stopped'));
    await vbox('modifyvm', id, '--memory', '8');
    expect((await machine(id)).memoryBytes).toBe(8 * 1024 ** 2);
  });

  it('a snapshot with two on top of it says which, and that all could go', async () => {
    const id = await define('tree');
    const snapshots = hypervisor.snapshots;
    if (!snapshots) throw new Error('no snapshots');
    const create = async (name: string) =>
      snapshots.create(await machine(id), { name, description: '' }, memoryTask());
    await create('base');
    await create('left');
    const [base] = await snapshots.list(await machine(id), signal);
    if (!base) throw new Error('no base');
    await snapshots.rollback(await machine(id), base, memoryTask());
    await create('right');
    const doomed = { snapshot: base, children: false };
    expect(await snapshots.deleteObstacle(await machine(id), doomed, signal)).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('left and right'),
      instead: 'children',
    });
    await snapshots.delete(await machine(id), { ...doomed, children: true }, memoryTask());
    expect(await snapshots.list(await machine(id), signal)).toEqual([]);
  });

  /** The process of one machine, by its exact words. */
  function processOf(id: string): number {
    const pid = readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry))
      .find((entry) => {
        const words = wordsOf(entry);
        return words.includes(id) && words.some((word) => word.endsWith('/VBoxHeadless'));
      });
    if (pid === undefined) throw new Error(`no process runs ${id}`);
    return Number(pid);
  }
});

function wordsOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

async function until(ask: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await ask();
      return;
    } catch (error) {
      if (tries === 240) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}
