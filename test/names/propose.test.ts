import fc from 'fast-check';
import { expect, it } from 'vitest';
import { names as demo } from '../../adapters/hypervisor/demo/names.ts';
import { names as libvirt } from '../../adapters/hypervisor/libvirt/names.ts';
import { judgeName, nameBeside } from '../../src/names/judge.ts';
import { propose, unused } from '../../src/names/propose.ts';

const nothing = () => undefined;
const sites = { demo, libvirt, 'a site without rules': undefined };
const kinds = ['snapshot', 'machine'] as const;

it.each([
  ['before the 9.1/upgrade!', 'before-the-9.1-upgrade'],
  ['--all', 'all'],
  ['../../etc', 'etc'],
  ['say "cheese"', 'say-cheese'],
  ['a\nb', 'a-b'],
  ['vor dem Märzupdate', 'vor-dem-Märzupdate'],
  ['升级/之前', '升级-之前'],
  ['', 'snapshot'],
  ['???', 'snapshot'],
])('of %j stays %j', (text, name) => {
  const fault = (one: string) => (one === '' ? 'is empty' : undefined);
  expect(propose(text, { fault, kind: 'snapshot' })).toBe(name);
});

it('where only ASCII may stay, letters lose their marks before they go', () => {
  const fault = (name: string) => (/^[a-zA-Z][\w-]*$/.test(name) ? undefined : 'is odd');
  expect(propose('vor März', { fault, kind: 'snapshot' })).toBe('vor-Marz');
  expect(propose('2026', { fault, kind: 'snapshot' })).toBe('snapshot-2026');
  expect(propose('升级', { fault, kind: 'snapshot' })).toBe('snapshot');
});

it('a name that another has gets the next number', () => {
  expect(unused('before', [], nothing)).toBe('before');
  expect(unused('before', ['before', 'before-2'], nothing)).toBe('before-3');
  const long = 'x'.repeat(80);
  expect(unused(long, [long], nothing)).toBe(`${'x'.repeat(78)}-2`);
});

it.each(
  Object.entries(sites).flatMap(([site, names]) => kinds.map((kind) => ({ site, names, kind }))),
)('$site takes each name it proposes for a $kind, whatever was asked for', ({ names, kind }) => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme', maxLength: 120 }),
    fc.stringMatching(/^[-./"\\@ \d]*$/),
  );
  fc.assert(
    fc.property(texts, fc.boolean(), (name, isTaken) => {
      const verdict = judgeName({ kind, name, taken: [] }, { names });
      if (verdict.ok) return;
      expect(verdict.why).not.toBe('');
      const taken = isTaken ? [verdict.proposal] : [];
      const again = judgeName({ kind, name, taken }, { names });
      const { proposal } = again.ok ? verdict : again;
      expect(taken).not.toContain(proposal);
      expect(judgeName({ kind, name: proposal, taken: [] }, { names })).toEqual({ ok: true });
      expect(proposal).toMatch(/^[\p{L}\p{M}\p{N}._-]+$/u);
    }),
  );
});

it('a good name is no business of anybody', () => {
  for (const names of Object.values(sites)) {
    for (const kind of kinds) {
      expect(judgeName({ kind, name: 'before 9.1, "q"-less!', taken: [] }, { names })).toEqual(
        expect.objectContaining({ ok: names !== libvirt || kind === 'machine' }),
      );
      expect(judgeName({ kind, name: 'before the 9.1 upgrade!', taken: [] }, { names }).ok).toBe(
        true,
      );
    }
  }
});

it('beside a name that exists stands the next one', () => {
  const asked = { kind: 'snapshot', name: 'before', taken: ['before'] } as const;
  expect(nameBeside(asked, { names: libvirt })).toBe('before-2');
});
