import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { names } from '../../../../adapters/hypervisor/libvirt/names.ts';
import { type LabHost, virsh } from '../../../lab/libvirt/host.ts';
import { openLab } from './site.ts';

const { signal } = new AbortController();
let host: LabHost;
beforeAll(async () => {
  host = (await openLab()).hosts['kvm-a'];
});

/** Defines, starts and takes away a machine without anything; false when libvirt cannot. */
async function isTaken(name: string): Promise<boolean> {
  const uuid = randomUUID();
  const file = join(host.directory, `${uuid}.xml`);
  const text = name.replace(/[&<>'"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  await writeFile(
    file,
    `<domain type='qemu'><name>${text}</name><uuid>${uuid}</uuid><memory unit='MiB'>32</memory>
    <os><type arch='x86_64'>hvm</type></os></domain>`,
  );
  try {
    await virsh(host, ['define', '--file', file], { signal });
    await virsh(host, ['start', uuid, '--paused'], { signal });
    return true;
  } catch {
    return false;
  } finally {
    for (const word of ['destroy', 'undefine']) {
      await virsh(host, [word, uuid], { signal }).catch(() => '');
    }
    await rm(file);
  }
}

it.each([
  ['a/b'],
  ['..'],
  ['line\nbreak'],
  ['x'.repeat(248)],
  ['名'.repeat(10)],
  [`a${'é'.repeat(10)}`],
])(
  'libvirt refuses or cannot start a machine called %j, and what is proposed it can',
  async (name) => {
    const verdict = names.machine(name);
    if (verdict.ok) throw new Error('it was taken for a good name');
    expect(await isTaken(name)).toBe(false);
    expect(await isTaken(verdict.proposal)).toBe(true);
  },
);

it.each(['-dash', '.dot', 'with space', '"q"', '$(id)', 'é'.repeat(40), 'x'.repeat(200)])(
  'libvirt takes a machine called %j',
  async (name) => {
    expect(names.machine(name)).toEqual({ ok: true });
    expect(await isTaken(name)).toBe(true);
  },
);
