import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import { program } from '../program/program.ts';

const config = process.env['NAKHODA_LAB'] ?? '';
/** What the terminal says to these lines, one after the other. */
const run = async (...lines: readonly string[]) => {
  const input = lines.join('\n');
  const { stdout, stderr } = await program(['--config', config, '--keep-going'], { input });
  return `${stdout}${stderr}`;
};

describe('KVM and VirtualBox of one machine', () => {
  let said: string;
  beforeAll(async () => {
    said = await run('host check', 'host show vbox-b', 'host show kvm-a', 'fleet');
  });

  it('are told to be one physical host', () => {
    expect(said).toMatch(/host-shared kvm-a +info: .*kvm-b.*vbox-a.*vbox-b/);
    expect(said).toMatch(/Same physical host +kvm-b/);
    expect(said).toMatch(/kvm-b.* and vbox-b are one physical host/);
  });

  it('contend for the processor only where it has something to contend for', async () => {
    const flags = /^flags.*$/m.exec(await readFile('/proc/cpuinfo', 'utf8'))?.[0] ?? '';
    const extension = /\b(?:vmx|svm)\b/.test(flags);
    const driver = existsSync('/dev/vboxdrv');
    expect(said.includes('virtualization-off'), said).toBe(!extension);
    expect(said.includes('driver-missing'), said).toBe(!driver);
    if (!extension || !driver) expect(said).not.toContain('vtx-contended');
    if (/\bhypervisor\b/.test(flags)) expect(said).toContain('host-nested');
  });

  it('keep one time, and its agents are told of', () => {
    expect(said).not.toContain('clock-skewed');
    expect(said).toMatch(/agent-(?:silent|missing) .*mute/);
  });

  it('are of the first type and of the second', () => {
    expect(said).toMatch(/Hypervisor +type 2: VirtualBox is a program/);
    expect(said).toMatch(/Hypervisor +type (?:1: KVM|2: without KVM)/);
  });
});

describe('a machine that wants more memory than is free', () => {
  it('does not start, and says why', async () => {
    const most = Math.floor(totalmem() / 1024 ** 2) - 64;
    const said = await run(
      `vm set e3 --memory ${most}M --yes`,
      'host check kvm-a',
      'vm start e3',
      'vm show e3',
      'vm set e3 --memory 128M --yes',
      'vm start e3',
      'vm stop e3 --yes',
    );
    expect(said).toMatch(/memory-short e3 +info: it wants/);
    expect(said).toMatch(/e3 cannot start: it wants .*are free on kvm-a/);
    expect(said).toMatch(/Status +off/);
    expect(said).toContain('e3 is running');
    expect(said).toContain('e3 is off');
  });
});
