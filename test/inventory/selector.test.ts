import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSelector, matches } from '../../src/inventory/selector.ts';
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
    expect(matches(selector, web)).toBe(true);
  },
);

test.each(['web-1', 'kvm/web-1', '', 'tags:prod', 'Tag', '--all', '$(reboot)'])(
  '%j is a plain word',
  (word) => expect(isSelector(word)).toBe(false),
);

test.each(['web-2*', 'tag:dev', 'host:pve', 'state:run', 'pool:', 'tag:', '*-2', 'w*b-*x*'])(
  '%s does not fit',
  (selector) => expect(matches(selector, web)).toBe(false),
);

test('words parted by commas must all fit', () => {
  expect(matches('tag:prod,state:running', web)).toBe(true);
  expect(matches('tag:prod,,tag:eu,', web)).toBe(true);
  expect(matches('tag:prod,state:stopped', web)).toBe(false);
});

test('values may have stars, and letters’ case does not matter', () => {
  expect(matches('tag:PR*', web)).toBe(true);
  expect(matches('WEB-*', web)).toBe(true);
  expect(matches('host:*1', web)).toBe(true);
});

test('a state is meant by the word of the platforms and by the one that lists show', () => {
  const off = machine({ state: 'stopped' });
  expect(['state:stopped', 'state:off'].map((word) => matches(word, off))).toEqual([true, true]);
  expect(matches('state:off', web)).toBe(false);
});

test('a machine without a pool is in none', () => {
  expect(matches('pool:*', machine())).toBe(false);
  expect(matches('tag:*', machine())).toBe(false);
});

test('a star stands for any run of characters, and every other character for itself', () => {
  const few = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '*', '.', '?', '\\', '[') });
  fc.assert(
    fc.property(
      few,
      fc.string({ unit: fc.constantFrom('a', 'b', '.', '\\', '[') }),
      (end, name) => {
        const pattern = `*${end}`.replaceAll(',', '');
        expect(matches(pattern, machine({ name }))).toBe(reference(pattern.toLowerCase(), name));
      },
    ),
    { numRuns: 2_000 },
  );
});

test('a pattern of a thousand stars is answered too', () => {
  const pattern = `${'*a'.repeat(1_000)}*b`;
  expect(matches(pattern, machine({ name: 'a'.repeat(2_000) }))).toBe(false);
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
