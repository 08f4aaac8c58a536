import { describe, expect, it } from 'vitest';
import { names } from '../../../../adapters/hypervisor/libvirt/names.ts';

describe('a snapshot', () => {
  it.each([
    ['1', 'number alone', 'snapshot-1'],
    ['say "cheese"', 'QEMU loses the snapshot', 'say-cheese'],
    ['back\\slash', 'QEMU loses the snapshot', 'back-slash'],
    ['a/b', 'slash', 'a-b'],
    ['.hidden', 'dot', 'hidden'],
    ['x'.repeat(201), '200 bytes', 'x'.repeat(80)],
  ])('is not called %j', (name, why, proposal) => {
    expect(names.snapshot(name)).toEqual({
      ok: false,
      why: expect.stringContaining(why),
      proposal,
    });
  });

  it.each(['before', 'before the 9.1 upgrade!', '--all', "it's", '升级之前'])(
    'may be called %j',
    (name) => expect(names.snapshot(name)).toEqual({ ok: true }),
  );
});

// Which of these a real libvirt takes is measured in names.real.ts.
describe('a machine', () => {
  it.each([
    ['a/b', 'slash', 'a-b'],
    ['..', 'folder', 'machine'],
    ['a\u0085b', 'line breaks', 'a-b'],
    ['42', 'an id', 'machine-42'],
    [
      '3c1f1d4e-0000-4000-8000-000000000001',
      'UUID',
      'machine-3c1f1d4e-0000-4000-8000-000000000001',
    ],
    ['x'.repeat(201), '200 bytes', 'x'.repeat(80)],
    ['名'.repeat(10), 'byte 20', '名'.repeat(6)],
    [`a${'é'.repeat(10)}`, 'byte 20', `a${'é'.repeat(9)}`],
  ])('is not called %j', (name, why, proposal) => {
    expect(names.machine(name)).toEqual({
      ok: false,
      why: expect.stringContaining(why),
      proposal,
    });
  });

  it.each(['web-1', '-dash', '.dot', 'with space', '"q"', 'é'.repeat(40), '名'.repeat(6)])(
    'may be called %j',
    (name) => expect(names.machine(name)).toEqual({ ok: true }),
  );
});
