import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quoteWord, splitWords } from '../../src/line/words.ts';
import { refusal } from './refusal.ts';

const texts = (line: string) => splitWords(line).map((word) => word.text);
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('"', '\\', 'n', 'u', '{', '7', '}', '’', '“', '=', ' ', '\n'),
  }),
);

describe('words', () => {
  test.each([
    ['vm  list\ttag:prod\n', ['vm', 'list', 'tag:prod']],
    ['a\u00a0b', ['a', 'b']],
    ['say "two words" \'and two\'', ['say', 'two words', 'and two']],
    [
      '“phone quotes” „deutsch“ «guillemets» »verkehrt«',
      ['phone quotes', 'deutsch', 'guillemets', 'verkehrt'],
    ],
    ['‘one’ ‚two‘', ['one', 'two']],
    ["don't don’t rock'n'roll", ["don't", 'don’t', "rock'n'roll"]],
    ["'it's here' ‘it’s here’", ["it's here", 'it’s here']],
    ['name="a b" --name=“c d”', ['name=a b', '--name=c d']],
    ['"say \\"hi\\" \\\\ C:\\dir\\nnext"', ['say "hi" \\ C:\\dir\nnext']],
    ["'raw \\n \\'", ['raw \\n \\']],
    ['"\\u{1f600}\\u{zz}"', ['😀\\u{zz}']],
    ['"straight holds “curly” inside"', ['straight holds “curly” inside']],
    ['"two\nlines" next', ['two\nlines', 'next']],
    ['"" \'\'', ['', '']],
    ['5" disk"', ['5"', 'disk"']],
    ['   ', []],
  ])('%j is %j', (line, words) => {
    expect(texts(line)).toEqual(words);
  });

  test('a word knows whether it was quoted and where it stands', () => {
    expect(splitWords('a "b c" d="e"')).toEqual([
      { text: 'a', quoted: false, start: 0, end: 1 },
      { text: 'b c', quoted: true, start: 2, end: 7 },
      { text: 'd=e', quoted: false, start: 8, end: 13 },
    ]);
  });

  test('a quote that is never closed is shown with its place', () => {
    expect(refusal(() => splitWords('snapshot create e1 "before it all goes wrong'))).toMatchObject(
      {
        code: 'usage',
        message: 'The quote at character 20 ("before it all goes …) is never closed',
      },
    );
    expect(refusal(() => splitWords('a b="c')).message).toContain('character 5 ("c)');
  });

  test('a quote that closes in the middle of a word is refused, never guessed', () => {
    const error = refusal(() => splitWords('run "a"b'));
    expect(error).toMatchObject({ code: 'usage' });
    expect(error.message).toContain('character 7');
  });

  test('a control character is refused with the way to write it', () => {
    const error = refusal(() => splitWords('vm show \u001b[31m'));
    expect(error).toMatchObject({ code: 'usage' });
    expect(error.hint).toContain('\\u{1b}');
  });

  test.each(['e1', 'kvm-a/e1', 'web-*', 'tag:prod', 'サーバー', '10.0.0.1'])(
    '%s needs no quotes',
    (word) => {
      expect(quoteWord(word)).toBe(word);
    },
  );

  test.each(['', '--all', '—all', 'a=b', "it's", '$(reboot)', 'a b', '‮x', '-'])(
    '%j is quoted',
    (word) => {
      expect(quoteWord(word)).toMatch(/^".*"$/);
    },
  );

  test('any text comes back exactly from its quoted word, on one line', () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1 }), (words) => {
        const line = words.map(quoteWord).join(' ');
        expect(texts(line)).toEqual(words);
        expect(line).not.toContain('\n');
      }),
    );
  });
});
