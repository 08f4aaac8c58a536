import { describe, expect, it } from 'vitest';
import { isBackupOf } from '../../src/backups/owner.ts';

const machine = { site: 'pve', id: '100', birth: 'now' };
const backup = { site: 'pve', machine: { id: '100', birth: '', name: 'web01' }, createdAt: 1_000 };

describe('a backup that does not tell whose it was', () => {
  it('is of the machine with its id', () => {
    expect(isBackupOf(backup, machine)).toBe(true);
    expect(isBackupOf(backup, { ...machine, id: '101' })).toBe(false);
    expect(isBackupOf(backup, { ...machine, site: 'other' })).toBe(false);
  });

  it('is not of one that came to be after it', () => {
    expect(isBackupOf(backup, machine, 1_000)).toBe(true);
    expect(isBackupOf(backup, machine, 1_001)).toBe(false);
  });
});

describe('a backup that tells it', () => {
  it('is of that machine alone, whenever that came to be', () => {
    const told = { ...backup, machine: { ...backup.machine, birth: 'then' } };
    expect(isBackupOf(told, machine)).toBe(false);
    expect(isBackupOf(told, { ...machine, birth: 'then' }, 9_999)).toBe(true);
  });
});
