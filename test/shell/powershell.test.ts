import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { powershellInput, powershellLine } from '../../src/shell/powershell.ts';
import { encodedScript, wordsOf } from '../doubles/windows/encoded-command.ts';
import { cmdStatements, powershellStatements } from '../doubles/windows/shells.ts';

const text = fc.string({ unit: 'binary', maxLength: 60 }).filter((word) => !word.includes('\0'));

/** No PowerShell is here to run it: what stands in for the shells is written from their documented rules. */
describe('a script for a Windows host', () => {
  it('arrives whole through cmd and through PowerShell, whatever it holds', () => {
    const property = fc.property(text, (script) => {
      const [cmd, ...others] = cmdStatements(powershellLine(script, 'cmd'));
      const [shell, end] = powershellStatements(powershellLine(script, 'powershell'));
      expect(others).toEqual([]);
      expect(end).toEqual({ does: 'exit-with-last' });
      expect(shell).toEqual(cmd);
      if (cmd?.does !== 'run') throw new Error('no program is run');
      expect(cmd.words[0]).toBe('powershell.exe');
      expect(encodedScript(cmd.words).endsWith(script)).toBe(true);
    });
    fc.assert(property);
  });

  it('gets its words over standard input, each as it was', () => {
    const property = fc.property(fc.array(text, { minLength: 1, maxLength: 6 }), (words) => {
      const [line = '', ...more] = powershellInput(words).split('\n');
      expect(more).toEqual(['']);
      expect(wordsOf(line)).toEqual(words);
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('refuses words that are no text', () => {
    expect(() => powershellInput(['a\0b'])).toThrow('half a character');
    expect(() => powershellInput(['\udc00'])).toThrow('half a character');
  });

  it('is refused where it is longer than a line of cmd', () => {
    expect(() => powershellLine('#'.repeat(3_000), 'cmd')).toThrow(RangeError);
  });
});
