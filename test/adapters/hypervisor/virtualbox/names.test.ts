import fc from 'fast-check';
import { expect, it } from 'vitest';
import { names } from '../../../../adapters/hypervisor/virtualbox/names.ts';
import { hostile } from '../../../contracts/hostile.ts';

it.each([
  '',
  ' ',
  '--all',
  'a\nb',
  '\u0007',
  '<inaccessible>',
  'x'.repeat(201),
  '3272aada-447b-4637-b67f-5f1207e32177',
  '{3272aada-447b-4637-b67f-5f1207e32177}',
])('%j is refused, with a name that is taken', (name) => {
  const verdict = names.machine(name);
  expect(verdict).toMatchObject({ ok: false });
  if (!verdict.ok) expect(names.machine(verdict.proposal)).toEqual({ ok: true });
});

it.each(['web-1', 'Before Upgrade 9.1', 'we"ird ü\\name {x}', '你好'])('%j is taken', (name) => {
  expect(names.snapshot(name)).toEqual({ ok: true });
});

it('what is proposed is always taken', () => {
  const any = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...Object.values(hostile)));
  fc.assert(
    fc.property(any, (name) => {
      const verdict = names.snapshot(name);
      if (!verdict.ok) expect(names.snapshot(verdict.proposal)).toEqual({ ok: true });
    }),
  );
});
