import { expect, test } from 'vitest';
import { commands } from '../../commands/index.ts';

const names = commands.map(({ name }) => name);

test('no command has more than three words', () => {
  expect(names.filter((name) => name.split(' ').length > 3)).toEqual([]);
});

test('a command that is a group of others too takes no word itself: each line means one thing', () => {
  const groups = commands.filter(({ name }) => names.some((other) => other.startsWith(`${name} `)));
  expect(groups.filter(({ options }) => Object.keys(options).length > 0)).toEqual([]);
});

test('no command is there twice', () => {
  expect(new Set(names).size).toBe(names.length);
});
