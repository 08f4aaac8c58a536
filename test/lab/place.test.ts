import { chmodSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { labDirectory } from './place.ts';

const directory = mkdtempSync(join(tmpdir(), 'nakhoda-place-'));
afterAll(() => rmSync(directory, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

describe("a lab's place", () => {
  it('is below the directory that NAKHODA_LAB_DIR names, which others may pass but not write to', () => {
    const labs = join(directory, 'new');
    vi.stubEnv('NAKHODA_LAB_DIR', labs);
    expect(labDirectory('one')).toBe(join(labs, 'one'));
    expect(statSync(labs).mode & 0o777).toBe(0o755);
  });

  it('is refused where somebody else could write', () => {
    const open = mkdtempSync(join(directory, 'open-'));
    chmodSync(open, 0o777);
    vi.stubEnv('NAKHODA_LAB_DIR', open);
    expect(() => labDirectory('one')).toThrow('is not a directory only you can write to');
  });

  it('is refused where the directory is a link', () => {
    const link = join(directory, 'link');
    symlinkSync(mkdtempSync(join(directory, 'target-')), link);
    vi.stubEnv('NAKHODA_LAB_DIR', link);
    expect(() => labDirectory('one')).toThrow('is not a directory only you can write to');
  });

  it.each(['', '..', 'a/b', '-x', 'A', 'x'.repeat(32)])('cannot be named %j', (name) => {
    expect(() => labDirectory(name)).toThrow('cannot name a lab');
  });
});
