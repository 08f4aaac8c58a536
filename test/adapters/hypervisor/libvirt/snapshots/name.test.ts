import { describe, expect, it } from 'vitest';
import { checkRollback } from '../../../../../adapters/hypervisor/libvirt/snapshots/name.ts';

describe('a rollback to a snapshot made elsewhere', () => {
  it.each(['1', '42', 'say "cheese"', 'back\\slash'])(
    'is refused for %j, which QEMU mistakes',
    (name) => {
      expect(() => checkRollback({ name, memory: true, isExternal: false })).toThrow(
        expect.objectContaining({ code: 'unsupported' }),
      );
    },
  );

  it('minds a number also without memory, a quote not', () => {
    const cold = { memory: false, isExternal: false };
    expect(() => checkRollback({ ...cold, name: '1' })).toThrow('takes it for another');
    expect(() => checkRollback({ ...cold, name: 'say "cheese"' })).not.toThrow();
  });

  it('minds no such name where the disks have files of their own', () => {
    expect(() => checkRollback({ name: '1', memory: true, isExternal: true })).not.toThrow();
  });
});
