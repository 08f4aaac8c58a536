import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  clearOld,
  deleteUnused,
  readOld,
} from '../../../../../adapters/hypervisor/libvirt/backups/restore-old.ts';
import type { Machine } from '../../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../../src/operation.ts';
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

const task: TaskControl = {
  tag: 'ours',
  signal,
  report: () => undefined,
  step: (_name, { do: act }) => act(),
};

describe('what snapshots kept beside an old disk', () => {
  it('is known from them before they are forgotten', async () => {
    const disk = (file: string) =>
      `<disk type='file' device='disk'><driver type='qcow2'/><source file='${file}'/><target dev='vda'/></disk>`;
    const domain = (file: string) => `<domain><devices>${disk(file)}</devices></domain>`;
    const answers: [string, string][] = [
      ['dumpxml', domain('/d/layer.qcow2')],
      ['snapshot-list', 's1\n'],
      [
        'snapshot-dumpxml',
        `<domainsnapshot><name>s1</name><creationTime>1</creationTime><memory snapshot='external' file='/d/s1.memory'/><disks><disk name='vda' snapshot='external'><source file='/d/layer.qcow2'/></disk></disks>${domain('/d/base.qcow2')}</domainsnapshot>`,
      ],
    ];
    const says = (line: string) => answers.find(([word]) => line.startsWith(word))?.[1] ?? '';
    const { paths, ofSnapshots = [] } = await readOld(toldClient({ says }), machine, signal);
    expect(paths).toEqual(['/d/layer.qcow2']);
    expect(ofSnapshots.toSorted()).toEqual(['/d/base.qcow2', '/d/layer.qcow2', '/d/s1.memory']);
  });

  it('stays and is named, where it is there still', async () => {
    const layer = image('layer.qcow2');
    const gone = join(directory, 'gone.memory');
    const notes = await clearOld(toldClient({ says: () => '' }), {
      machine,
      task,
      disks: [],
      old: { paths: [old], ofSnapshots: [old, layer, gone] },
    });
    expect(notes).toEqual([`${layer} stays: a snapshot of before was kept in it`]);
    expect([existsSync(old), existsSync(layer)]).toEqual([false, true]);
  });
});
