import { expect, test } from 'vitest';
import { checkWholePath } from '../../src/guest/whole-path.ts';

test.each([
  '/etc/motd',
  '/a file',
  'C:\\Users\\anna\\notes.txt',
  'd:/notes.txt',
  '\\\\files\\share\\notes.txt',
  '/trailing\\',
])('%s is a whole path', (path) => {
  expect(() => checkWholePath(path)).not.toThrow();
});

test.each([
  ['', 'path is empty'],
  ['etc/motd', '"etc/motd" is no whole path'],
  ['./motd', 'is no whole path'],
  ['~/motd', 'is no whole path'],
  ['C:notes.txt', 'is no whole path'],
  ['\\notes.txt', 'is no whole path'],
  ['\\\\files', 'is no whole path'],
  ['/etc/', 'is a folder'],
  ['/', 'is a folder'],
  ['C:\\', 'is a folder'],
])('%j is refused, with what would be right', (path, why) => {
  expect(() => checkWholePath(path)).toThrow(
    expect.objectContaining({
      code: 'invalid',
      message: expect.stringContaining(why),
      hint: expect.stringContaining('Nothing was changed.'),
    }),
  );
});
