import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { readWords } from './words.ts';

it.each([
  [['guestcontrol', 'lrec', 'run', '--', 'busybox', 'sh', '-c', 'echo out; echo err >&2']],
  [['snapshot', 'web01', 'take', '']],
  [['modifyvm', 'we"ird ü\\name {x}', '--description', 'line one\nline "two"\tkey=$x `y` \'z\'']],
])('words that bash wrote down are read back: %j', (words) => {
  const [, ...args] = ['', ...words];
  const line = execFileSync('bash', ['-c', 'printf "%q " "$@"', 'bash', ...args], {
    encoding: 'utf8',
    env: { LC_ALL: 'C.UTF-8' },
  });
  expect(readWords(line)).toEqual(words);
});
