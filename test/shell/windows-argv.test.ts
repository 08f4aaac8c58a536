import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowsLine } from '../../src/shell/windows-argv.ts';
import { argvOf } from '../doubles/windows/argv-of.ts';

const any = fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => !text.includes('\0'));
/** Where the rules bite. */
const sharp = fc.string({ unit: fc.constantFrom('\\', '"', ' ', '\t', 'a', '\n', '%', '^') });

describe('a command line for a Windows program', () => {
  it('gives every word as it was', () => {
    const property = fc.property(fc.array(fc.oneof(any, sharp), { maxLength: 6 }), (words) => {
      expect(argvOf(windowsLine(words))).toEqual(words);
    });
    fc.assert(property, { numRuns: 2_000 });
  });

  it('is read here as Microsoft’s own examples say', () => {
    const examples = [
      ['"abc" d e', ['abc', 'd', 'e']],
      [String.raw`a\\b d"e f"g h`, ['a\\\\b', 'de fg', 'h']],
      [String.raw`a\\\"b c d`, ['a\\"b', 'c', 'd']],
      [String.raw`a\\\\"b c" d e`, ['a\\\\b c', 'd', 'e']],
      ['a"b"" c d', ['ab" c d']],
    ] as const;
    for (const [line, argv] of examples) expect(argvOf(line)).toEqual(argv);
  });

  it('leaves paths as people know them', () => {
    expect(windowsLine(['showvminfo', 'C:\\VMs\\web-1.vbox', '\\\\nas\\vms\\', ''])).toBe(
      'showvminfo C:\\VMs\\web-1.vbox \\\\nas\\vms\\ ""',
    );
    expect(windowsLine(['C:\\Program Files\\a\\', 'say "hi"'])).toBe(
      '"C:\\Program Files\\a\\\\" "say \\"hi\\""',
    );
  });

  it('refuses what Windows cannot be given', () => {
    expect(() => windowsLine(['a\0b'])).toThrow('half a character');
    expect(() => windowsLine(['\ud800'])).toThrow('half a character');
    expect(() => windowsLine(['x'.repeat(40_000)])).toThrow('words as long as these');
  });
});
