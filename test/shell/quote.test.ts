import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { posixLine } from '../../src/shell/quote.ts';

const word = fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => !text.includes('\0'));

describe('a line for a POSIX shell', () => {
  it('gives a real shell every word as it was', () => {
    const property = fc.property(fc.array(word, { maxLength: 6 }), (words) => {
      const line = posixLine(['printf', '%s\\0', 'first', ...words]);
      const heard = execFileSync('/bin/sh', ['-c', line]);
      expect(heard).toEqual(Buffer.from(['first', ...words, ''].join('\0')));
    });
    fc.assert(property, { numRuns: 60 });
  });

  it('keeps what is dangerous between quotes', () => {
    const words = ['--all', '$(reboot)', '`id`', "it's", 'a\nb', '', '~', '*'];
    const heard = execFileSync('/bin/sh', ['-c', posixLine(['printf', '%s|', ...words])]);
    expect(heard.toString()).toBe(`${words.join('|')}|`);
  });

  it('refuses a NUL, which no argv can hold', () => {
    expect(() => posixLine(['a\0b'])).toThrow(TypeError);
  });
});
