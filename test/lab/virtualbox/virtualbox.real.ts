import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exec } from '../../../src/exec.ts';
import { manage } from './host.ts';
import { openVirtualBoxLab, type VirtualBoxLab } from './lab.ts';
import { defineBoxMachine, startBoxMachine } from './machine.ts';

const name = `proof-${process.pid}`;
const { signal } = new AbortController();

function npmRunLab(...words: string[]) {
  const main = join(import.meta.dirname, '..', 'main.ts');
  return exec(process.execPath, [main, ...words, '--name', name], { signal, timeoutMs: 600_000 });
}

/** Everything on this machine that still speaks of the lab's directory. */
function traces(directory: string): string[] {
  const commands = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
      } catch {
        return [];
      }
    });
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  return [...commands, ...mounts].filter((line) => line.includes(`${directory}/`));
}

describe('the VirtualBox lab', () => {
  const networkBefore = readFileSync('/proc/net/dev', 'utf8').match(/^ *\S+:/gm);
  let configuration = '';
  let lab: VirtualBoxLab;
  const vbox = (...args: string[]) => manage(lab.hosts['vbox-a'], args, { signal });

  beforeAll(async () => {
    const { exitCode, stdout, stderr } = await npmRunLab('up', 'virtualbox');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    configuration = stdout.trim().split('\n').at(-1) ?? '';
    lab = await openVirtualBoxLab(configuration);
  }, 600_000);
  afterAll(async () => {
    await npmRunLab('down');
  }, 60_000);

  it('is a real VirtualBox 7.2 with one machine on and one off', async () => {
    expect(await vbox('--version')).toMatch(/^7\.2\./);
    expect(await vbox('list', 'vms')).toMatch(/^"b1" \{[\da-f-]{36}\}\n"b2" \{[\da-f-]{36}\}\n$/);
    expect(await vbox('list', 'runningvms')).toMatch(/^"b1" \{[\da-f-]{36}\}\n$/);
  });

  it('has a host of its own for ssh, with its own machines', async () => {
    const other = await manage(lab.hosts['vbox-b'], ['list', 'runningvms'], { signal });
    expect(other).toMatch(/^"b3" \{[\da-f-]{36}\}\n$/);
  });

  it('boots a busy guest, and has devices to be bridged to', async () => {
    const { 'vbox-a': host } = lab.hosts;
    const busy = await defineBoxMachine(host, { name: 'busy', kind: 'spin' }, signal);
    await startBoxMachine(host, busy, signal);
    expect(await vbox('list', 'bridgedifs')).toMatch(/^Name: +eth0$[\s\S]*^Name: +eth1$/m);
    await vbox('controlvm', busy, 'poweroff');
  });

  it('is up already when it is started again', async () => {
    const { stdout } = await npmRunLab('up', 'virtualbox');
    expect(stdout).toBe(`it is up already\n${configuration}\n`);
  });

  it('leaves no process, mount, device or file behind', async () => {
    const directory = dirname(configuration);
    const { exitCode, stdout, stderr } = await npmRunLab('down');
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(existsSync(directory)).toBe(false);
    expect(traces(directory)).toEqual([]);
    expect(readFileSync('/proc/net/dev', 'utf8').match(/^ *\S+:/gm)).toEqual(networkBefore);
  });
});
