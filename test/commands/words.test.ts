import { expect, test } from 'vitest';
import { commands } from '../../commands/index.ts';

const names = commands.map(({ name }) => name);

test('no command has more than three words', () => {
  expect(names.filter((name) => name.split(' ').length > 3)).toEqual([]);
});

test('no command is a group of others too', () => {
  expect(names.filter((name) => names.some((other) => other.startsWith(`${name} `)))).toEqual([]);
});

test('no command is there twice', () => {
  expect(new Set(names).size).toBe(names.length);
});
