import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { virtualbox } from '../../../../../adapters/hypervisor/virtualbox/index.ts';
import type { Hypervisor, Machine } from '../../../../../src/hypervisor.ts';
import { memoryTask } from '../../../../contracts/task.ts';
import { answering } from '../../../../fixtures/answering.ts';
import { type BoxHost, manage, programOf } from '../../../../lab/virtualbox/host.ts';
import { defineBoxMachine } from '../../../../lab/virtualbox/machine.ts';
import { createSite, openLab } from '../site.ts';
import { openWindowsHost, type WindowsHost } from './open-host.ts';

const { signal } = new AbortController();

/**
 * The real VirtualBox behind what stands in for Windows: its sshd, its shells' and the C runtime's rules, its paths,
 * line ends and code page. PowerShell itself is not here.
 */
describe.each([
  { shell: 'cmd', names: ['we"ird ü\\name {x} ジ', 'a\\\\" --b %OS% $PSHOME', '--version\\'] },
  { shell: 'powershell', names: ['$x "ü" \\" ; exit'] },
] as const)('a VirtualBox on Windows, behind $shell', ({ shell, names }) => {
  let host: BoxHost;
  let windows: WindowsHost;
  let hypervisor: Hypervisor;
  const made: string[] = [];

  beforeAll(async () => {
    host = (await openLab()).hosts['vbox-a'];
    const drive = { folder: host.directory, as: 'C:\\Users\\Jörg Öz' };
    const system = { upSeconds: '90', hypervisor: 'True', memoryIntegrity: 'True' };
    windows = await openWindowsHost({
      ...drive,
      shell,
      program: programOf(host.directory),
      system,
    });
    hypervisor = createSite('laptop', { ssh: windows.ssh });
  });
  afterAll(async () => {
    await hypervisor.close?.();
    await windows.close();
  });
  afterEach(async () => {
    for (const id of made.splice(0)) {
      await manage(host, ['controlvm', id, 'poweroff'], { signal }).catch(() => undefined);
      await manage(host, ['unregistervm', id, '--delete'], { signal });
    }
  });

  async function define(name: string): Promise<string> {
    const folder = join(host.directory, 'tmp', `für ${randomUUID().slice(0, 8)}`);
    const id = await defineBoxMachine(host, { name, folder }, signal);
    made.push(id);
    return id;
  }
  async function machine(id: string): Promise<Machine> {
    const found = (await hypervisor.machines(signal)).find((one) => one.id === id);
    if (!found) throw new Error(`no machine ${id}`);
    return found;
  }

  it('is found by itself, and its checks say what Windows does with the processor', async () => {
    const checks = (await hypervisor.checks?.run(signal)) ?? [];
    expect(checks.map(({ subject, state }) => [subject, state])).toEqual([
      ['ssh', 'ok'],
      ['VirtualBox', 'ok'],
      ['version', 'ok'],
      ['Hyper-V', 'warning'],
    ]);
    expect(checks[0]?.says).toBe('root@127.0.0.1 lets us in; it runs Windows');
    const [laptop] = await hypervisor.hosts(signal);
    expect(laptop).toMatchObject({ name: 'LAPTOP-7', cpus: 2, uptimeMs: 90_000 });
    expect(laptop?.load).toBeUndefined();
  });

  it('machines with any names are listed, and the first lives its life', async () => {
    const ids: string[] = [];
    for (const name of names) ids.push(await define(name));
    const all = await hypervisor.machines(signal);
    expect(ids.map((id) => all.find((one) => one.id === id)?.name)).toEqual(names);
    const one = await machine(ids[0] ?? '');
    await hypervisor.power(one, 'start', memoryTask());
    await hypervisor.power(one, 'pause', memoryTask());
    expect((await machine(one.id)).state).toBe('paused');
    await hypervisor.power(one, 'stop', memoryTask());
    expect((await machine(one.id)).state).toBe('stopped');
  });

  it('snapshots and notes keep every letter', async () => {
    const id = await define('shelf');
    const { snapshots, labels } = hypervisor;
    if (!snapshots || !labels) throw new Error('no snapshots or labels');
    const wanted = { name: 'say "hi" \\', description: 'C:\\"a b"\\\n100 % ^& jörg ジ' };
    const one = await machine(id);
    await snapshots.create(one, wanted, memoryTask());
    const [snapshot] = await snapshots.list(one, signal);
    if (!snapshot) throw new Error('no snapshot');
    expect(snapshot).toMatchObject(wanted);
    await labels.note(one, 'D:\\ "ü" ジ\\', memoryTask());
    expect((await machine(id)).note).toBe('D:\\ "ü" ジ\\');
    await snapshots.rollback(one, snapshot, memoryTask());
    await snapshots.delete(one, { snapshot, children: false }, memoryTask());
    expect(await snapshots.list(one, signal)).toEqual([]);
  });

  it('the set-up signs in, pins the key, and finds VBoxManage.exe by itself', async () => {
    const { host: address, port, user = '', identity = '' } = windows.ssh;
    const given = [address, `${port}`, user, 'yes', 'other', identity];
    const { interview, said } = answering(['ssh', ...given]);
    const kept = new Map<string, string>();
    const answers = await virtualbox.setup?.ask(interview, {
      directory: '/nonexistent',
      async keep(name, text) {
        kept.set(name, text);
        return name;
      },
    });
    const knownHosts = `known_hosts-${address}-${port}`;
    expect(answers?.settings).toEqual({ ssh: { host: address, port, user, identity, knownHosts } });
    expect(kept.get(knownHosts)).toContain('ssh-ed25519 ');
    expect(said.join('\n')).not.toContain('not found');
  });

  it('a program that is not where the configuration says is told', async () => {
    const lost = createSite('lost', { ssh: windows.ssh, program: 'D:\\VBox\\VBoxManage.exe' });
    await expect(lost.machines(signal)).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('D:\\VBox\\VBoxManage.exe'),
    });
    await lost.close?.();
  });
});
