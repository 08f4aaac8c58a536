import { expect, test } from 'vitest';
import { listed, usageOf } from '../../src/line/usage.ts';
import { command } from './fixture.ts';

test.each([
  ['snapshot rollback', 'snapshot rollback <machine> <snapshot>'],
  [
    'snapshot create',
    'snapshot create <machine> <snapshot> [--description <description>] [--without-memory]',
  ],
  ['guest run', 'guest run <machine> [--timeout <timeout>] <argv…>'],
  ['vm list', 'vm list [machines…] [--wide]'],
  ['task settle', 'task settle <task> <done|failed>'],
  ['help', 'help [about…]'],
  ['fleet', 'fleet'],
])('%s is typed %s', (name, usage) => {
  expect(usageOf(command(name))).toBe(usage);
});

test('a list of words reads like one', () => {
  expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'], 'or')]).toEqual([
    '',
    'a',
    'a and b',
    'a, b or c',
  ]);
});
