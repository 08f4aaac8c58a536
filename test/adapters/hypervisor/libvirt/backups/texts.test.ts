import { describe, expect, it } from 'vitest';
import { parseSums } from '../../../../../adapters/hypervisor/libvirt/backups/checksums.ts';
import { progressOf } from '../../../../../adapters/hypervisor/libvirt/backups/progress.ts';
import {
  BackupSettings,
  placesOf,
} from '../../../../../adapters/hypervisor/libvirt/backups/settings.ts';
import { parseSurvey } from '../../../../../adapters/hypervisor/libvirt/backups/survey.ts';
import { differences } from '../../../../../adapters/hypervisor/libvirt/backups/verify.ts';
import { packages } from '../../../../../adapters/hypervisor/libvirt/packages.ts';
import { hostRefusal } from '../../../../../src/host/script.ts';

const sum = 'a'.repeat(64);

describe('a survey of a place', () => {
  const said = [
    'space 100 4096 1000',
    'on place fs:65025',
    'on place disk:vda',
    'measure 0 { "bitmaps": 0, "required": 9961472, "fully-allocated": 268763136 }',
    'on 0 fs:7',
    'on 0 disk:vda',
    'measure 1 ',
    'on 1 disk:sdb',
  ].join('\n');

  it('gives its room and what each disk would take there', () => {
    const { freeBytes, capacityBytes, isWritable, disks } = parseSurvey(said, 2);
    expect([freeBytes, capacityBytes, isWritable]).toEqual([409_600, 4_096_000, true]);
    expect(disks.map(({ needsBytes }) => needsBytes)).toEqual([9_961_472, undefined]);
  });

  it('finds disks that share a file system or a physical disk with it', () => {
    expect(parseSurvey(said, 2).disks.map(({ shares }) => shares)).toEqual([true, false]);
  });

  it('says when the place cannot be written', () => {
    expect(parseSurvey(`${said}\nunwritable`, 2).isWritable).toBe(false);
  });
});

describe('checksums', () => {
  const out = `item 0\nbytes 5\npid 12\n${sum}  -\nitem 1\nitem 2\nbytes 9\npid 13\nunreadable\n`;
  const files = ['vda.qcow2', 'vdb.qcow2', 'vdc.qcow2'];

  it('are absent for what is missing or cannot be read', () => {
    const first = { name: 'vda.qcow2', bytes: 5, sha256: sum };
    expect(parseSums(out, files)).toEqual([first, undefined, undefined]);
  });

  it('that differ say which file is not what was written, and how', () => {
    const written = files.map((name) => ({ name, bytes: 5, sha256: sum }));
    const found = [
      { name: 'vda.qcow2', bytes: 5, sha256: 'b'.repeat(64) },
      { name: 'vdb.qcow2', bytes: 4, sha256: sum },
      undefined,
    ];
    expect(differences({ files: written }, found)).toEqual([
      'vda.qcow2 is corrupt: it is not what was written',
      'vdb.qcow2 is cut short: 4 of 5 bytes',
      'vdc.qcow2 is missing or cannot be read',
    ]);
    expect(differences({ files: written }, written)).toEqual([]);
  });
});

describe('progress of a job', () => {
  const items = [
    { name: 'vda', bytes: 1024 ** 2 * 300 },
    { name: 'vdb', bytes: 1024 ** 2 * 100 },
  ];
  const course = { doing: 'copying', items, part: [0.2, 1] } as const;

  it('comes from what qemu-img wrote last', () => {
    const out =
      'item 0\n    (0.00/100%)\r    (100.00/100%)\r\nitem 1\n    (1.00/100%)\r    (50.00/100%)\r';
    const { fraction, note } = progressOf(course, { is: 'running', out });
    expect(fraction).toBeCloseTo(0.2 + 0.8 * (350 / 400));
    expect(note).toBe('copying vdb: 350 of 400 MiB');
  });

  it('comes from how far a program has read', () => {
    const out = 'item 0\nbytes 3\npid 7\n';
    const at = progressOf(course, { is: 'running', out, position: 1024 ** 2 * 100 });
    expect(at.fraction).toBeCloseTo(0.4);
  });

  it('never goes beyond its part', () => {
    const out = 'item 1\n';
    const { fraction } = progressOf(course, { is: 'running', out, position: 1e12 });
    expect(fraction).toBe(1);
    expect(progressOf({ ...course, items: [] }, { is: 'running', out: '' }).fraction).toBe(0.2);
  });
});

describe('what programs of the host say', () => {
  it.each([
    ['sh: 3: qemu-img: not found', 'unsupported', 'qemu-utils'],
    ['qemu-img: error while writing at byte 5: No space left on device', 'failed', 'room'],
    ["mkdir: cannot create directory '/x': Permission denied", 'failed', 'user'],
    ['qemu-img: Could not open: Failed to get shared "write" lock', 'busy', 'started'],
  ])('%s', (stderr, code, hint) => {
    expect(hostRefusal(stderr, packages)).toMatchObject({
      code,
      hint: expect.stringContaining(hint),
    });
  });
});

describe('places of a configuration', () => {
  it('are one under /var/lib/libvirt where none is given', () => {
    const usual = '/var/lib/libvirt/nakhoda-backups';
    expect(placesOf(BackupSettings.parse(undefined))).toEqual([{ name: usual, directory: usual }]);
  });

  it('have names, the directory without one first', () => {
    const settings = { directory: '/a/', places: { tape: '/b//' } };
    expect(placesOf(BackupSettings.parse(settings))).toEqual([
      { name: '/a', directory: '/a' },
      { name: 'tape', directory: '/b' },
    ]);
    expect(placesOf(BackupSettings.parse({ places: { tape: '/b' } }))).toHaveLength(1);
  });

  it.each([{ directory: 'relative' }, { directory: '/a\nb' }, { places: { 'two words': '/a' } }])(
    '%j is refused',
    (settings) => {
      expect(BackupSettings.safeParse(settings).success).toBe(false);
    },
  );
});
