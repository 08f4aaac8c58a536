import { describe, expect, it } from 'vitest';
import { refusal } from '../../../../adapters/hypervisor/libvirt/errors.ts';
import {
  allNeeds,
  lacks,
  needs,
  needWords,
  parseVersions,
} from '../../../../adapters/hypervisor/libvirt/needs.ts';
import { read } from '../../../house/files.ts';

describe('what needs which libvirt', () => {
  it('stands in docs/libvirt.md as it stands in the code', () => {
    const rows = read('docs/libvirt.md').matchAll(
      /^\| \[(.+?)\]\((.+?)\) *\| *(\S+) *\|(?: *(\S*)) *\|$/gm,
    );
    const told = [...rows].map(([, what, source, libvirt, qemu]) => ({
      ...{ what, source, libvirt },
      ...(qemu && { qemu }),
    }));
    const meant = allNeeds.map(({ what, source, libvirt, qemu }) => ({
      ...{ what, source, libvirt },
      ...(qemu && { qemu }),
    }));
    expect(told).toEqual(meant);
  });

  it.each([
    ['9.0.0', true],
    ['9.8.1', true],
    ['9.9.0', false],
    ['9.10.0', false],
    ['10.0.0', false],
  ])('libvirt %s lacks going back to external snapshots: %s', (libvirt, is) => {
    expect(lacks(needs.revertExternal, { libvirt })).toBe(is);
  });

  it('QEMU counts where it is too old by itself', () => {
    expect(lacks(needs.backups, { libvirt: '9.0.0', qemu: '4.1.1' })).toBe(true);
    expect(lacks(needs.backups, { libvirt: '9.0.0', qemu: '7.2.22' })).toBe(false);
  });

  it('a version that is not told lacks nothing: it is tried', () => {
    expect(lacks(needs.internalUefi, parseVersions(''))).toBe(false);
  });

  it('is said with what the host has', () => {
    const text = 'Running hypervisor: QEMU 4.0.0\nRunning against daemon: 5.6.0\n';
    expect(needWords(needs.backups, parseVersions(text))).toBe(
      'that needs libvirt 6.0 and QEMU 4.2 or newer (this host has libvirt 5.6.0 and QEMU 4.0.0)',
    );
    expect(needWords(needs.internalUefi, {})).toBe('that needs libvirt 10.9 or newer');
  });

  it.each([
    ["error: unknown command: 'backup-begin'", 'libvirt 6.0 and QEMU 4.2'],
    ["error: command 'snapshot-list' doesn't support option --topological", 'host check'],
    ['error: unknown procedure: 420', 'host check'],
    ['error: this function is not supported by the connection driver: virDomainX', 'host check'],
  ])('what an old libvirt answers is told as such: %s', (said, hint) => {
    expect(refusal(said)).toMatchObject({
      code: 'unsupported',
      hint: expect.stringContaining(hint),
    });
  });
});
