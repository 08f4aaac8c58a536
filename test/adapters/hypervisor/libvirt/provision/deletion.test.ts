import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  obstacle,
  planDeletion,
} from '../../../../../adapters/hypervisor/libvirt/provision/deletion.ts';
import type { Machine } from '../../../../../src/hypervisor.ts';
import { toldClient } from '../told-client.ts';

const { signal } = new AbortController();
const id = (digit: number) => `${digit}1111111-2222-4333-8444-555555555555`;
const machine: Machine = {
  site: 's',
  host: 'h',
  id: id(1),
  birth: id(1),
  name: 'web',
  kind: 'vm',
  state: 'stopped',
  tags: [],
};

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'nakhoda-deletion-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const domain = (disks: readonly string[]) =>
  `<domain type='qemu'><name>x</name><devices>${disks.join('')}</devices></domain>`;
const disk = (path: string, format = 'qcow2') =>
  `<disk type='file' device='disk'><driver name='qemu' type='${format}'/><source ${path.startsWith('/dev/') ? 'dev' : 'file'}='${path}'/><target dev='vda'/></disk>`;

interface Host {
  readonly own: readonly string[];
  readonly other?: string | undefined;
  /** Volumes of the one pool, with what they stand on. */
  readonly volumes?: Readonly<Record<string, string | undefined>>;
  readonly hasShell?: boolean;
}

function plan({ own, other, volumes = {}, hasShell }: Host) {
  const pool = join(directory, 'pool');
  const answers: [RegExp, string][] = [
    [/^pool-list/, id(9)],
    [
      /^pool-dumpxml/,
      `<pool type='dir'><name>default</name><uuid>${id(9)}</uuid><target><path>${pool}</path></target></pool>`,
    ],
    [
      /^vol-list/,
      ` Name   Path\n-----\n${Object.keys(volumes)
        .map((name) => ` ${name}   ${pool}/${name}\n`)
        .join('')}`,
    ],
    [/^list --all --uuid --name/, `${id(1)} web\n${other === undefined ? '' : `${id(2)} db\n`}`],
    [new RegExp(`^dumpxml ${id(2)}`), other ?? ''],
    [/^dumpxml/, domain(own)],
  ];
  const says = (line: string) => {
    const volume = /--vol (\S+)/.exec(line)?.[1];
    if (volume !== undefined) {
      const backing = volumes[volume];
      const below = backing ? `<backingStore><path>${backing}</path></backingStore>` : '';
      return `<volume><name>${volume}</name><target><path>${pool}/${volume}</path><format type='qcow2'/></target>${below}</volume>`;
    }
    return answers.find(([line_]) => line_.test(line))?.[1] ?? '';
  };
  return planDeletion(toldClient({ says, ...(hasShell !== undefined && { hasShell }) }), machine, {
    signal,
  });
}

describe('what goes with a machine', () => {
  it('is nothing while a machine that is off, with its disk in no pool, may stand on it', async () => {
    const pool = join(directory, 'pool');
    const volumes = { 'web.qcow2': undefined };
    const host = { own: [disk(`${pool}/web.qcow2`)], volumes };
    const other = domain([disk('/elsewhere/db.qcow2')]);
    expect(obstacle(await plan({ ...host, other }))?.says).toBe(
      'nobody can tell whether /elsewhere/db.qcow2 of db stands on its disk',
    );
    // A raw disk stands on nothing.
    const raw = domain([disk('/elsewhere/db.img', 'raw')]);
    expect(obstacle(await plan({ ...host, other: raw }))).toBeUndefined();
  });

  it('is what the host itself tells of such a disk', async () => {
    const base = join(directory, 'web.qcow2');
    const layer = join(directory, 'db.qcow2');
    const free = join(directory, 'free.qcow2');
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', base, '1M']);
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', free, '1M']);
    execFileSync('qemu-img', [
      'create',
      '-q',
      '-f',
      'qcow2',
      '-b',
      'web.qcow2',
      '-F',
      'qcow2',
      layer,
    ]);
    const own = [disk(base)];
    expect(obstacle(await plan({ own, other: domain([disk(layer)]) }))?.says).toBe(
      'the disk of db stands on its disk',
    );
    const apart = await plan({ own, other: domain([disk(free)]) });
    expect(obstacle(apart)).toBeUndefined();
    expect(apart.files.map(({ path }) => path)).toEqual([base]);
    const blind = await plan({ own, other: domain([disk(free)]), hasShell: false });
    expect(obstacle(blind)?.says).toContain('nobody can tell');
  });

  it('is no file that another machine uses through a link or another spelling', async () => {
    const pool = join(directory, 'pool');
    mkdirSync(join(directory, 'real'));
    symlinkSync(join(directory, 'real'), pool);
    const volumes = { 'web.qcow2': undefined, 'db.qcow2': join(directory, 'real', 'web.qcow2') };
    const linked = await plan({
      own: [disk(`${pool}/web.qcow2`)],
      other: domain([disk(`${pool}//db.qcow2`)]),
      volumes,
    });
    expect(obstacle(linked)?.says).toBe('the disk of db stands on its disk');
    const shared = await plan({
      own: [disk(`${pool}/web.qcow2`)],
      other: domain([disk(join(directory, 'real', '.', 'web.qcow2'))]),
      volumes: { 'web.qcow2': undefined },
    });
    expect(shared.files).toEqual([]);
    expect(shared.kept).toEqual(['web.qcow2: db use it too']);
  });

  it('is not known while libvirt does not tell what another machine uses', async () => {
    const own = [disk('/d/web.qcow2')];
    await expect(plan({ own, other: 'error: access denied by acl policy' })).rejects.toMatchObject({
      name: 'BotError',
    });
    const gone = await plan({ own, other: `error: failed to get domain '${id(2)}'` });
    expect(gone.files).toHaveLength(1);
  });

  it('is no device of the host, and no file that a volume of no machine stands on', async () => {
    const pool = join(directory, 'pool');
    const found = await plan({
      own: [disk('/dev/sdx', 'raw'), disk(`${pool}/web.qcow2`)],
      volumes: { 'web.qcow2': undefined, 'apart.qcow2': `${pool}/web.qcow2` },
    });
    expect(found.files).toEqual([]);
    expect(found.outside).toEqual([]);
    expect(found.kept).toEqual([
      '/dev/sdx: a device of the host, which stays as it is',
      'web.qcow2: apart.qcow2 stands on it',
    ]);
  });
});
