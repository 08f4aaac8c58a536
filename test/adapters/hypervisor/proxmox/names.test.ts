import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { names } from '../../../../adapters/hypervisor/proxmox/names.ts';

describe('a snapshot', () => {
  it.each([
    ['a', '2 characters long at least', 'snapshot-a'],
    ['1x', 'begin with a letter', 'snapshot-1x'],
    ['2024-01-01', 'begin with a letter', 'snapshot-2024-01-01'],
    ['_x', 'begin with a letter', 'snapshot-_x'],
    ['x'.repeat(41), '40 characters long at most', 'x'.repeat(40)],
    ['current', 'present state', 'snapshot-current'],
    ['pending', 'present state', 'snapshot-pending'],
    ['before the 9.1 upgrade!', 'only letters', 'before-the-9-1-upgrade'],
    ['größer', 'only letters', 'gro-er'],
    ['升级之前', 'begin with a letter', 'snapshot'],
    ['ok\n', 'only letters', 'ok'],
    ['', 'begin with a letter', 'snapshot'],
  ])('is not called %j', (name, why, proposal) => {
    expect(names.snapshot(name)).toEqual({
      ok: false,
      why: expect.stringContaining(why),
      proposal,
    });
  });

  it.each(['ab', 'Before_Upgrade-2', 'x'.repeat(40)])('may be called %j', (name) =>
    expect(names.snapshot(name)).toEqual({ ok: true }),
  );
});

describe('a machine', () => {
  it.each([
    ['web_1', 'only letters', 'web-1'],
    ['-web', 'hyphen', 'web'],
    ['a..b', 'two together', 'a.b'],
    ['a-.b', 'hyphen', 'a.b'],
    ['web.', 'end with a dot', 'web'],
    ['my machine', 'only letters', 'my-machine'],
    ['x'.repeat(64), '63 characters', 'x'.repeat(63)],
    ['名'.repeat(3), 'only letters', 'machine'],
    ['', 'empty', 'machine'],
  ])('is not called %j', (name, why, proposal) => {
    expect(names.machine(name)).toEqual({
      ok: false,
      why: expect.stringContaining(why),
      proposal,
    });
  });

  it.each(['web-1', 'Web.example.org', '9lives', '42', 'x'.repeat(63)])(
    'may be called %j',
    (name) => expect(names.machine(name)).toEqual({ ok: true }),
  );
});

it.each(['snapshot', 'machine'] as const)('what is proposed for a %s is taken', (kind) => {
  const text = fc.string({ unit: 'grapheme' });
  const property = fc.property(text, (name) => {
    const verdict = names[kind](name);
    if (!verdict.ok) expect(names[kind](verdict.proposal)).toEqual({ ok: true });
  });
  fc.assert(property);
});
