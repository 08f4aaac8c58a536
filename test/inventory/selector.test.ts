import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSelector, matcher } from '../../src/inventory/selector.ts';
import { machine } from '../fixtures/machines.ts';

const web = machine({
  site: 'kvm',
  host: 'pve1',
  name: 'web-1',
  state: 'running',
  tags: ['prod', 'eu'],
  pool: 'lab',
});

test.each(['web-*', '*', 'tag:prod', 'host:pve1', 'site:kvm', 'state:running', 'pool:lab'])(
  '%s is a selector and fits',
  (selector) => {
    expect(isSelector(selector)).toBe(true);
    expect(matcher(selector)(web)).toBe(true);
  },
);

test.each(['web-1', 'kvm/web-1', '', 'tags:prod', 'Tag', '--all', '$(reboot)'])(
  '%j is a plain word',
  (word) => expect(isSelector(word)).toBe(false),
);

test.each(['web-2*', 'tag:dev', 'host:pve', 'state:run', 'pool:', 'tag:', '*-2', 'w*b-*x*'])(
  '%s does not fit',
  (selector) => expect(matcher(selector)(web)).toBe(false),
);

test('words parted by commas must all fit', () => {
  expect(matcher('tag:prod,state:running')(web)).toBe(true);
  expect(matcher('tag:prod,,tag:eu,')(web)).toBe(true);
  expect(matcher('tag:prod,state:stopped')(web)).toBe(false);
});

test('values may have stars, and letters’ case does not matter', () => {
  expect(matcher('tag:PR*')(web)).toBe(true);
  expect(matcher('WEB-*')(web)).toBe(true);
  expect(matcher('host:*1')(web)).toBe(true);
});

test('a state is meant by the word of the platforms and by the one that lists show', () => {
  const off = machine({ state: 'stopped' });
  expect(['state:stopped', 'state:off'].map((word) => matcher(word)(off))).toEqual([true, true]);
  expect(matcher('state:off')(web)).toBe(false);
});

test('a machine without a pool is in none', () => {
  expect(matcher('pool:*')(machine())).toBe(false);
  expect(matcher('tag:*')(machine())).toBe(false);
});

test('a star stands for any run of characters, and every other character for itself', () => {
  const few = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '*', '.', '?', '\\', '[') });
  fc.assert(
    fc.property(
      few,
      fc.string({ unit: fc.constantFrom('a', 'b', '.', '\\', '[') }),
      (end, name) => {
        const pattern = `*${end}`.replaceAll(',', '');
        expect(matcher(pattern)(machine({ name }))).toBe(reference(pattern.toLowerCase(), name));
      },
    ),
    { numRuns: 2_000 },
  );
});

test('a pattern of a thousand stars is answered too', () => {
  const pattern = `${'*a'.repeat(1_000)}*b`;
  expect(matcher(pattern)(machine({ name: 'a'.repeat(2_000) }))).toBe(false);
});

/** The meaning, spelt out. */
function reference(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern[0] !== '*')
    return pattern[0] === text[0] && reference(pattern.slice(1), text.slice(1));
  const rest = pattern.slice(1);
  return Array.from({ length: text.length + 1 }, (_, at) => at).some((at) =>
    reference(rest, text.slice(at)),
  );
}
