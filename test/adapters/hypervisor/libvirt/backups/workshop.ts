import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { Backup, Backups, CreatedBackup } from '../../../../../src/hypervisor/backups.ts';
import type { Hypervisor, Machine } from '../../../../../src/hypervisor.ts';
import { need } from '../../../../contracts/subject.ts';
import { type MemoryTask, memoryTask } from '../../../../contracts/task.ts';
import { type LabHost, onHost, virsh } from '../../../../lab/libvirt/host.ts';
import { openLab, openSite } from '../site.ts';
import { discardMachine } from './fixture.ts';

const { signal } = new AbortController();

/** A host with room for machines whose disks hold what a test wants; cleared after each test. */
export interface Workshop {
  readonly host: LabHost;
  readonly site: Hypervisor;
  readonly backups: Backups;
  /** Directories that the bot and the host see under one path. */
  readonly images: string;
  readonly place: string;
  machine(name: string): Promise<Machine>;
  /** A machine without a system. */
  define(name: string, disks: string, os?: string): Promise<Machine>;
  create(of: Machine, task?: MemoryTask): Promise<CreatedBackup>;
  isWhole(backup: Backup): Promise<boolean>;
  /** On the host, as its root. */
  run(...argv: readonly string[]): Promise<string>;
  /** Random bytes; gives what a machine would see of them. */
  fill(path: string, megabytes: number): Promise<string>;
  /** The sum of what a machine would see on a disk, whatever its format is. */
  sumOf(path: string): Promise<string>;
  diskPath(of: Machine, target: string): Promise<string>;
  /** What lies where backups and disks lie, and is neither. */
  leftovers(): Promise<readonly string[]>;
  /** Has the machine of that name taken away after the test. */
  expects(name: string): void;
}

export function disk(target: string, path: string, format = 'raw'): string {
  return `<disk type='file' device='disk'><driver name='qemu' type='${format}'/><source file='${path}'/><target dev='${target}' bus='virtio'/></disk>`;
}

/** Call it at the top of a file. */
export function useWorkshop(): () => Workshop {
  let shop: Workshop | undefined;
  const made: string[] = [];
  beforeAll(async () => {
    shop = await openWorkshop(made);
    await shop.run('mkdir', '-p', shop.images);
  });
  afterEach(async () => {
    const { backups, host, site, leftovers } = need(shop);
    for (const backup of await backups.list({ signal })) await backups.delete(backup, memoryTask());
    for (const name of made.splice(0)) {
      const found = (await site.machines(signal)).find((each) => each.name === name);
      if (found) await discardMachine(host, found);
    }
    expect(await leftovers()).toEqual([]);
  });
  afterAll(async () => {
    await shop?.run('rm', '-rf', shop.images);
    await shop?.site.close?.();
  });
  return () => need(shop);
}

async function openWorkshop(made: string[]): Promise<Workshop> {
  const host = (await openLab()).hosts['kvm-a'];
  const site = await openSite('kvm-a');
  const backups = need(site.backups);
  const images = join(host.directory, 'images', 'of backups');
  const place = join(host.directory, 'backups');
  const run = (...argv: readonly string[]) => onHost(host, argv, { signal });

  async function machine(name: string): Promise<Machine> {
    const found = (await site.machines(signal)).find((each) => each.name === name);
    if (!found) throw new Error(`no machine ${name}`);
    return found;
  }

  async function sumOf(path: string): Promise<string> {
    const raw = join(images, 'seen.raw');
    await run('qemu-img', 'convert', '-U', '-O', 'raw', path, raw);
    const [sum = ''] = (await run('sha256sum', raw)).split(' ');
    await run('rm', raw);
    return sum;
  }

  return {
    host,
    site,
    backups,
    images,
    place,
    machine,
    run,
    sumOf,
    expects: (name) => made.push(name),
    create: (of, task = memoryTask()) => backups.create(of, { note: '' }, task),
    isWhole: async (backup) => (await backups.verify(backup, memoryTask())).whole,
    async define(name, disks, os = '') {
      made.push(name);
      const file = join(images, 'definition.xml');
      await writeFile(file, definition(name, disks, os));
      await virsh(host, ['define', file], { signal });
      return machine(name);
    },
    async fill(path, megabytes) {
      const source = ['if=/dev/urandom', `of=${path}`, 'bs=1M', `count=${megabytes}`];
      await run('dd', ...source, 'status=none');
      return sumOf(path);
    },
    async diskPath(of, target) {
      const list = await virsh(host, ['domblklist', of.id], { signal });
      return new RegExp(`^ ${target} +(/.*)$`, 'm').exec(list)?.[1] ?? '';
    },
    async leftovers() {
      const found = await run('find', place, images, '-name', '.*');
      return found.split('\n').filter((line) => line !== '');
    },
  };
}

function definition(name: string, disks: string, os: string): string {
  return `<domain type='qemu'><name>${name}</name><memory unit='MiB'>64</memory><vcpu>1</vcpu>
    <os><type arch='x86_64' machine='pc'>hvm</type>${os}</os><features><acpi/></features>
    <devices>${disks}<graphics type='vnc' autoport='yes' passwd='s3cret'/></devices></domain>`;
}
