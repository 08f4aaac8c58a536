import { expect, test } from 'vitest';
import { commands } from '../../commands/index.ts';
import { briefUsageOf, listed, usageOf } from '../../src/line/usage.ts';
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

test.each([
  ['vm create', 'vm create <name> [options]'],
  ['vm set', 'vm set <machines…> [--cpus <cpus>] [--memory <memory>]'],
  ['host check', 'host check [host] [--like <machine>]'],
  ['fleet', 'fleet'],
])('%s among others is %s', (name, usage) => {
  const found = commands.find((each) => each.name === name);
  expect(found && briefUsageOf(found)).toBe(usage);
});
