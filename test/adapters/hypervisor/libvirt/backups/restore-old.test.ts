import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deleteUnused } from '../../../../../adapters/hypervisor/libvirt/backups/restore-old.ts';
import type { Machine } from '../../../../../src/hypervisor.ts';
import { toldClient } from '../told-client.ts';

const { signal } = new AbortController();
const id = '11111111-2222-4333-8444-555555555555';
const other = '21111111-2222-4333-8444-555555555555';
const machine: Machine = {
  site: 's',
  host: 'h',
  id,
  birth: id,
  name: 'web',
  kind: 'vm',
  state: 'stopped',
  tags: [],
};

let directory = '';
let old = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'nakhoda restore-'));
  old = join(directory, 'old $(id).qcow2');
  image('old $(id).qcow2');
});
afterEach(() => rmSync(directory, { recursive: true }));

function image(name: string, ...more: readonly string[]): string {
  const path = join(directory, name);
  execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', ...more, path, '1M']);
  return path;
}

/** The old disk goes, or who keeps it; another machine has these disks, now and at its next start. */
async function clear(now: readonly string[] = [], later = now): Promise<readonly string[]> {
  const domain = (paths: readonly string[]) => {
    const disks = paths.map(
      (path) =>
        `<disk type='file'><driver type='qcow2'/><source file='${path}'/><target dev='vda'/></disk>`,
    );
    return `<domain><devices>${disks.join('')}</devices></domain>`;
  };
  const says = (line: string) => {
    if (line.startsWith('list')) return `${id} web\n${other} db\n`;
    if (line === `dumpxml ${other}`) return domain(now);
    return line === `dumpxml ${other} --inactive` ? domain(later) : '';
  };
  return deleteUnused(toldClient({ says }), { machine, paths: [old], signal });
}

describe('an old disk after a restore', () => {
  it('goes when nothing needs it, and alone', async () => {
    const beside = image('beside.qcow2');
    expect(await clear([beside])).toEqual([]);
    expect([existsSync(old), existsSync(beside)]).toEqual([false, true]);
  });

  it('stays for a machine whose next start takes it', async () => {
    expect(await clear([], [old])).toEqual([`${old} stays: db uses it`]);
    expect(existsSync(old)).toBe(true);
  });

  it('stays for a machine that reaches it through a link', async () => {
    const link = `${directory}-link`;
    symlinkSync(directory, link);
    try {
      expect(await clear([join(link, 'old $(id).qcow2')])).toHaveLength(1);
      expect(existsSync(old)).toBe(true);
    } finally {
      rmSync(link);
    }
  });

  it('stays for an image that stands on it, and for one that cannot be read', async () => {
    const layer = image('layer.qcow2', '-b', old, '-F', 'qcow2');
    expect(await clear()).toEqual([expect.stringContaining(' stays: an image beside it')]);
    rmSync(layer);
    // A qcow2 of a version that nobody knows.
    writeFileSync(layer, Buffer.from('514649fb000000ff', 'hex'));
    expect(await clear()).toEqual([expect.stringContaining('cannot be read')]);
    expect(existsSync(old)).toBe(true);
    rmSync(layer);
    expect(await clear()).toEqual([]);
  });

  it('stays while a disk elsewhere cannot be read', async () => {
    expect(await clear([join(directory, 'gone', 'db.qcow2')])).toEqual([
      expect.stringContaining('nobody can tell'),
    ]);
    expect(existsSync(old)).toBe(true);
  });
});
