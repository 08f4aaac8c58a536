import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { exec, open } from '../../../src/exec.ts';
import { run, until } from '../run.ts';
import { killDaemon, type LabHost, onHost, startDaemon, virsh } from './host.ts';
import { type LibvirtLab, openLibvirtLab } from './lab.ts';
import { defineMachine, signalMachine, waitForAgent } from './machine.ts';

const name = `proof-${process.pid}`;
const { signal } = new AbortController();

function npmRunLab(...words: string[]) {
  const main = join(import.meta.dirname, '..', 'main.ts');
  return exec(process.execPath, [main, ...words, '--name', name], { signal, timeoutMs: 170_000 });
}

async function agent(host: LabHost, machine: string, request: object): Promise<unknown> {
  const words = ['qemu-agent-command', machine, JSON.stringify(request)];
  return JSON.parse(await virsh(host, words, { signal })).return;
}

const Ended = z.object({ exited: z.literal(true), exitcode: z.number() });

/** The exit code of a program inside a guest. */
async function inGuest(host: LabHost, machine: string, argv: readonly string[]): Promise<number> {
  const [path, ...arg] = argv;
  const started = await agent(host, machine, { execute: 'guest-exec', arguments: { path, arg } });
  const { pid } = z.object({ pid: z.number() }).parse(started);
  const ask = async () => {
    const status = { execute: 'guest-exec-status', arguments: { pid } };
    return Ended.safeParse(await agent(host, machine, status)).data?.exitcode;
  };
  return until(ask, { signal, timeoutMs: 90_000, what: `${path} does not end` });
}

/** Everything on this machine that still speaks of the lab's directory. */
function traces(directory: string): string[] {
  const processes = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  const commands = processes.flatMap((pid) => {
    try {
      return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
    } catch {
      return [];
    }
  });
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  return [...commands, ...mounts].filter((line) => line.includes(`${directory}/`));
}

describe('the libvirt lab', () => {
  const networkBefore = readFileSync('/proc/net/dev', 'utf8').match(/^ *\S+:/gm);
  let configuration = '';
  let lab: LibvirtLab;

  beforeAll(async () => {
    const { exitCode, stdout, stderr } = await npmRunLab('up', 'libvirt');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    configuration = stdout.trimEnd().split('\n').at(-1) ?? '';
    lab = await openLibvirtLab(configuration);
  });
  afterAll(() => npmRunLab('down'));

  it('stays as it is when it is started again', async () => {
    const { exitCode, stdout } = await npmRunLab('up', 'libvirt');
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `it is up already\n${configuration}\n`,
    });
  });

  it('gives each host an identity of its own', async () => {
    const identities = await Promise.all(
      Object.values(lab.hosts).map(async (host) => ({
        name: (await onHost(host, ['hostname'], { signal })).trim(),
        machineId: await onHost(host, ['cat', '/etc/machine-id'], { signal }),
        uuid: /<uuid>(.*)<\/uuid>/.exec(await virsh(host, ['capabilities'], { signal }))?.[1],
      })),
    );
    expect(identities.map((identity) => identity.name)).toEqual(['kvm-a', 'kvm-b']);
    const here = existsSync('/etc/machine-id') ? [readFileSync('/etc/machine-id', 'utf8')] : [];
    const machineIds = [...here, ...identities.map((identity) => identity.machineId)];
    expect(new Set(machineIds).size).toBe(here.length + 2);
    expect(new Set(identities.map((identity) => identity.uuid)).size).toBe(2);
  });

  it('answers on one site through its socket and on the other over ssh', async () => {
    const { sites } = parse(readFileSync(configuration, 'utf8'));
    const here = await run('virsh', ['-c', sites[0].uri, 'list', '--all', '--name'], { signal });
    expect(here.trim().split('\n').toSorted()).toEqual(['e1', 'e3']);
    const { ssh } = sites[1];
    const words = [
      ...['-F', 'none', '-i', ssh.identity, '-p', `${ssh.port}`, '-l', ssh.user],
      ...['-o', `UserKnownHostsFile=${ssh.knownHosts}`, '-o', 'StrictHostKeyChecking=yes'],
      ...['-o', 'BatchMode=yes', ssh.host],
    ];
    const there = await run('ssh', [...words, 'virsh list --all --name'], { signal });
    expect(there.trim().split('\n').toSorted()).toEqual(['e2', 'mute']);
    const address = await run('ssh', [...words, 'ip -brief address show br0'], { signal });
    expect(address).toContain(lab.hosts['kvm-b'].address);
    const wrongKeys = ['-o', `UserKnownHostsFile=${ssh.identity}.pub`];
    await expect(run('ssh', [...wrongKeys, ...words, 'true'], { signal })).rejects.toThrow(
      'Host key verification failed',
    );
  });

  it('carries a ping from a guest on one host to a guest on the other, and to neither outside', async () => {
    const a = lab.hosts['kvm-a'];
    expect(await inGuest(a, 'e1', ['ping', '-c', '1', '-W', '5', '10.77.0.32'])).toBe(0);
    expect(await inGuest(a, 'e1', ['ping', '-c', '1', '-W', '1', '10.77.0.33'])).not.toBe(0);
    expect(await inGuest(a, 'e1', ['ping', '-c', '1', '-W', '1', '192.0.2.1'])).not.toBe(0);
  });

  it("sets a guest's clock through its agent", async () => {
    const time = Date.UTC(2031, 0, 1) * 1e6;
    const a = lab.hosts['kvm-a'];
    await agent(a, 'e1', { execute: 'guest-set-time', arguments: { time } });
    const read = z.number().parse(await agent(a, 'e1', { execute: 'guest-get-time' }));
    expect((read - time) / 1e9).toBeGreaterThanOrEqual(0);
    expect((read - time) / 1e9).toBeLessThan(60);
  });

  it('has a guest that runs without an agent', async () => {
    const b = lab.hosts['kvm-b'];
    expect(await virsh(b, ['domstate', 'mute'], { signal })).toContain('running');
    await expect(agent(b, 'mute', { execute: 'guest-ping' })).rejects.toThrow(
      'QEMU guest agent is not connected',
    );
  });

  it('keeps its machines while libvirtd is killed and started again', async () => {
    const b = lab.hosts['kvm-b'];
    const id = () => virsh(b, ['domid', 'e2'], { signal });
    const before = await id();
    await killDaemon(b, signal);
    await expect(id()).rejects.toThrow('failed to connect to the hypervisor');
    await startDaemon(b, signal);
    expect(await id()).toBe(before);
  });

  it('hangs a machine, which then still counts as running, and lets it go on', async () => {
    const a = lab.hosts['kvm-a'];
    const ping = ['qemu-agent-command', '--timeout', '1', 'e1', '{"execute":"guest-ping"}'];
    await signalMachine(a, 'e1', { with: 'STOP', signal });
    await expect(virsh(a, ping, { signal })).rejects.toThrow('Guest agent is not responding');
    expect(await virsh(a, ['domstate', 'e1'], { signal })).toContain('running');
    await signalMachine(a, 'e1', { with: 'CONT', signal });
    await waitForAgent(a, 'e1', signal);
  });

  it('defines a machine whatever its name holds', async () => {
    const a = lab.hosts['kvm-a'];
    const hostile = `--all $(reboot) <b>&amp; "quoted" 'so' \u202Ertl ${'x'.repeat(200)}`;
    const uuid = await defineMachine(a, { name: hostile }, { image: lab.image, signal });
    expect(await virsh(a, ['domname', uuid], { signal })).toBe(`${hostile}\n\n`);
    await virsh(a, ['undefine', uuid], { signal });
  });

  it('leaves nothing behind when its start is cut short', async () => {
    const other = `${name}-cut`;
    const directory = join(dirname(configuration), '..', other);
    const main = join(import.meta.dirname, '..', 'main.ts');
    const start = open(process.execPath, [main, 'up', 'libvirt', '--name', other]);
    await until(() => existsSync(join(directory, 'kvm-a', 'pid')) || undefined, {
      signal,
      timeoutMs: 60_000,
      what: 'the first host does not start',
    });
    process.kill(Number(start.pid), 'SIGTERM');
    expect((await start.ended).exitCode).toBe(1);
    expect(traces(directory)).toEqual([]);
    expect(existsSync(directory)).toBe(false);
  });

  it('leaves nothing behind, and ends only itself', async () => {
    const directory = dirname(configuration);
    expect(traces(directory).length).toBeGreaterThan(0);
    expect(await npmRunLab('down')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(traces(directory)).toEqual([]);
    expect(existsSync(directory)).toBe(false);
    expect(readFileSync('/proc/net/dev', 'utf8').match(/^ *\S+:/gm)).toEqual(networkBefore);
    expect((await npmRunLab('down')).exitCode).toBe(0);
    const other = await openLibvirtLab(`${process.env['NAKHODA_LAB']}`);
    expect(await virsh(other.hosts['kvm-a'], ['uri'], { signal })).toContain('qemu');
  });
});
