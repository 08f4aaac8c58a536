import { describe, expect, it } from 'vitest';
import { plainStem } from '../../../../../adapters/hypervisor/virtualbox/backups/clone.ts';
import { parseLayers } from '../../../../../adapters/hypervisor/virtualbox/backups/disks.ts';
import { isPlain } from '../../../../../adapters/hypervisor/virtualbox/backups/plan.ts';
import {
  flaws,
  parseReading,
} from '../../../../../adapters/hypervisor/virtualbox/backups/reading.ts';
import {
  BackupSettings,
  placedAt,
  placesOf,
} from '../../../../../adapters/hypervisor/virtualbox/backups/settings.ts';
import { parseSurvey } from '../../../../../adapters/hypervisor/virtualbox/backups/survey.ts';
import { recorded } from '../recorded.ts';

describe('a survey of a place', () => {
  it('gives its room, what it shares, and what nobody finished there', () => {
    const said = [
      'left .partial-old-1',
      'space 100 4096 1000',
      'unwritable',
      'on place fs:65025',
      'on 0 fs:7',
      'on 1 fs:65025',
    ].join('\n');
    expect(parseSurvey(said)).toEqual({
      ...{ freeBytes: 409_600, capacityBytes: 4_096_000, isWritable: false },
      ...{ shares: true, left: ['.partial-old-1'] },
    });
    expect(parseSurvey('space 1 1 1\non place fs:1\non 0 fs:2')).toMatchObject({
      ...{ shares: false, isWritable: true, left: [] },
    });
  });
});

describe('the layers of disks', () => {
  it('name what each stands on', () => {
    const layers = parseLayers(recorded('list-hdds').stdout);
    const top = layers.get('4686ecfb-071f-47d6-8dd5-750a34c08dc8');
    expect(layers.get(top?.parent ?? '')).toEqual({
      path: '/root/VirtualBox VMs/prod/web01/web01.vdi',
      parent: 'base',
    });
  });
});

describe('what was read of an appliance', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const sum = (letter: string) => letter.repeat(64);
  const disk = 'we"ird {x}) = -disk001.vmdk';
  const list = `SHA256 (w.ovf) = ${sum('a')}\nSHA256 (${disk}) = ${sum('b')}\n`;
  const member = (name: string, letter: string) => `member ${base64(name)} ${sum(letter)}  -\n`;
  const all = [member('w.ovf', 'a'), member(disk, 'b'), member('w.mf', 'c')].join('');
  const judged = (members: string, own = list, more = '') =>
    flaws('w.ova', parseReading(`bytes 9\npid 1\n${members}${more}list ${base64(own)}\n`));

  it('is whole where every file has its sum', () => {
    expect(judged(all)).toEqual([]);
  });

  it.each([
    ['a changed file', all.replace(sum('b'), sum('d')), list, `${disk} in it is corrupt`],
    ['a file that is gone', all.replace(member('w.ovf', 'a'), ''), list, 'w.ovf is missing in it'],
    ['a file too many', all + member('x', 'd'), list, 'x in it is on no list'],
    ['no list', all.replace(member('w.mf', 'c'), ''), list, 'no list of its checksums'],
    ['an empty list', all, '', 'no list of its checksums'],
  ])('is not whole with %s', (_, members, own, says) => {
    expect(judged(members, own).join()).toContain(says);
  });

  it('is not whole where it ends too soon, or is not there', () => {
    expect(judged(all, list, 'unreadable\n').join()).toContain('cut short');
    expect(flaws('w.ova', parseReading('')).join()).toContain('missing');
  });
});

describe('names in an appliance', () => {
  it.each(['web-1', 'we"ird {x}', '--version', 'é'])('%j may name its disks', (name) => {
    expect(isPlain(name)).toBe(true);
  });

  it.each(['a/b', 'a\\b', '../x', '.x', 'a\nb', 'a\u2028b', ''])(
    '%j may not: a clone with another name does',
    (name) => {
      expect(isPlain(name)).toBe(false);
    },
  );

  it.each([
    ['web-1', 'web-1'],
    ['../../x y', 'x_y'],
    ['--all', 'all'],
    ['é', 'machine'],
    ['a'.repeat(99), 'a'.repeat(60)],
  ])('a file for %j is called %j', (name, stem) => {
    expect(plainStem(name)).toBe(stem);
  });
});

describe('places of a configuration', () => {
  it('are one in the home of the user where none is given', () => {
    const [place] = placesOf(BackupSettings.parse(undefined));
    expect(place?.name).toBe('~/nakhoda-backups');
    expect(place && placedAt(place, '/srv/al ice/')).toEqual({
      name: '~/nakhoda-backups',
      directory: '/srv/al ice/nakhoda-backups',
    });
  });

  it('have names, the directory without one first', () => {
    const settings = BackupSettings.parse({ directory: '/a b/', places: { tape: '/b//' } });
    expect(placesOf(settings)).toEqual([
      { name: '/a b', directory: '/a b' },
      { name: 'tape', directory: '/b' },
    ]);
  });

  it('are absolute', () => {
    expect(BackupSettings.safeParse({ directory: 'here' }).success).toBe(false);
    expect(BackupSettings.safeParse({ directory: '~root/x' }).success).toBe(false);
  });
});
