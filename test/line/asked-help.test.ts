import { expect, test } from 'vitest';
import { parseLine } from '../../src/args.ts';
import { commands } from './fixture.ts';

const asked = (line: string) => {
  const { command, raw } = parseLine(line, commands);
  return command.name === 'help' ? raw['about'] : undefined;
};

test.each([
  ['vm show --help', ['vm', 'show']],
  ['vm show -h', ['vm', 'show']],
  ['vm show —help', ['vm', 'show']],
  ['/vm show e1 --HELP', ['vm', 'show']],
  ['snapshot create e1 --help s', ['snapshot', 'create']],
  ['nakhoda vm list --help', ['vm', 'list']],
  ['guest run --help', ['guest', 'run']],
  ['vm --help', ['vm']],
  ['nakhoda vm -h', ['vm']],
  ['--help', []],
  ['nakhoda --help', []],
  ['help --help', ['help']],
])('%s asks for help about %j', (line, about) => {
  expect(asked(line)).toEqual(about);
});

test.each(['vm show "--help"', 'vm show -- --help', 'guest run e1 ls --help', 'guest run e1 -h'])(
  '%s means the word itself',
  (line) => {
    expect(asked(line)).toBeUndefined();
  },
);

test('the words of a program keep their options', () => {
  expect(parseLine('guest run e1 ls --help', commands).raw['argv']).toEqual(['ls', '--help']);
});

test('--help takes no value and confirms nothing', () => {
  expect(() => parseLine('vm show --help=yes', commands)).toThrow(/no option "--help"/);
  expect(parseLine('vm stop --help e1 --yes', commands).yes).toBe(false);
});
