import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { render } from '../../../../../adapters/chat/terminal/render/render.ts';
import type { Card } from '../../../../../src/card.ts';
import { everywhere, kinds } from '../../../../contracts/exhibits.ts';
import { gallery } from '../../../../contracts/gallery.ts';

const zone = 'Asia/Jakarta';
const widths = [20, 40, 80, 200];
const LEFT_TO_RIGHT = /\u200e/g;

const plain = (card: Card, columns = 80): string =>
  render(card, { columns, color: false, zone, actions: 'numbers' });

/** Nothing but line ends and what can be seen; the mark around right-to-left letters is ours. */
function expectHarmless(text: string): void {
  expect(text.replace(LEFT_TO_RIGHT, '')).not.toMatch(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/u);
}

function expectFitting(text: string, columns: number): void {
  for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
}

describe.each(widths)('at %i columns', (columns) => {
  test.each(gallery)('$name fits and is harmless', ({ card }) => {
    const text = plain(card, columns);
    expectFitting(text, columns);
    expectHarmless(text);
  });

  test.each(kinds)('$name looks as it did', ({ card }) => {
    expect(plain(card, columns)).toMatchSnapshot();
  });

  test('any text in any place fits and is harmless', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.string({
        unit: fc.constantFrom(
          '\u001b',
          '[',
          '\n',
          '\u202e',
          '\u0301',
          '漢',
          '👩',
          '\u200d',
          'ש',
          ' ',
          'a',
        ),
      }),
      fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) }),
    );
    fc.assert(
      fc.property(nasty, fc.constantFrom('numbers', 'lines'), (words, actions) => {
        const text = render(everywhere(words), { columns, color: false, zone, actions });
        expectFitting(text, columns);
        expectHarmless(text);
      }),
      { numRuns: 200 },
    );
  });
});

test.each(gallery)('colour changes nothing else in $name', ({ card }) => {
  const colored = render(card, { columns: 80, color: true, zone, actions: 'numbers' });
  const bare = stripVTControlCharacters(colored);
  expect(bare.replace(/ +$/gm, '')).toBe(plain(card).replace(/ +$/gm, ''));
});

describe('a table', () => {
  const table = (rows: string[][]): Card => ({
    title: 'machines',
    blocks: [
      {
        type: 'table',
        columns: [{ label: 'Machine' }, { label: 'Memory', align: 'right' }, { label: 'Notes' }],
        rows,
      },
    ],
  });

  test('takes the room from the widest text, and from no number', () => {
    const text = plain(table([['web-1', '1234567890 GiB', 'a note of several words']]), 40);
    expect(text.split('\n').slice(2)).toEqual([
      'web-1    1234567890 GiB  a note of',
      '                         several words',
    ]);
  });

  test('says no more than a person reads of a text that is far too long', () => {
    const text = plain(table([['web-1', '1234567890 GiB', 'n'.repeat(300)]]), 40);
    expect(text.split('\n')).toHaveLength(8);
    expect(text).toMatch(/ n{14}…$/);
  });

  test('cuts what may be cut, and tells the rest whole', () => {
    const columns = [{ label: 'User' }, { label: 'Command', cut: true }];
    const rows = [['postgres', '/usr/lib/postgresql/18/bin/postgres']];
    const text = plain({ title: '', blocks: [{ type: 'table', columns, rows }] }, 24);
    expect(text.split('\n')).toEqual(['User      Command', 'postgres  /usr/lib/post…']);
  });

  test('aligns wide and combined letters', () => {
    const [, , ...rows] = plain(
      table([
        ['漢字', '1', 'x'],
        ['é👍🏽', '22', 'x'],
        ['שלום', '3', 'x'],
      ]),
    ).split('\n');
    expect(rows.map((row) => stringWidth(row.slice(0, row.lastIndexOf('x'))))).toEqual([
      17, 17, 17,
    ]);
  });

  test('that cannot be read in columns is a list of its rows', () => {
    const text = plain(table([['web-production-1', '1234567890 GiB', 'the notes']]), 30);
    expect(text).toBe(
      '· machines\nweb-production-1\n  Memory  1234567890 GiB\n  Notes   the notes',
    );
  });

  test('of a pipe is not cut', () => {
    const text = plain(table([['web-1', '1 GiB', 'n'.repeat(5000)]]), Number.POSITIVE_INFINITY);
    expect(text).toContain('n'.repeat(5000));
  });
});

describe('actions', () => {
  const card: Card = {
    title: 'Which one?',
    actions: [
      { label: 'Show web-1', command: 'vm show a/web-1' },
      { label: 'Go ahead', command: 'vm stop web-1', confirms: 'c-1' },
      { label: 'Cancel', command: 'vm stop web-1', declines: 'c-1' },
    ],
  };

  test('are numbered where a number can be typed', () => {
    expect(plain(card)).toBe('· Which one?\n  1) Show web-1   2) Go ahead   3) Cancel');
  });

  test('are lines to type elsewhere, without those that carry a confirmation', () => {
    const text = render(card, { columns: 80, color: false, zone, actions: 'lines' });
    expect(text).toBe('· Which one?\n  Show web-1: vm show a/web-1');
  });
});

test('a gap in a chart is drawn as one', () => {
  const points = [1, 2, null, 4].map((value, at) => [at, value] as const);
  const text = plain({
    title: 'Load',
    blocks: [{ type: 'chart', title: 'load', unit: 'number', series: [{ name: 'web-1', points }] }],
  });
  expect(text).toContain('▃▅ █  web-1  now 4, min 1, max 4');
});

test('a line to type that the words say already is not said again, one that is only like it is', () => {
  const card = (text: string): Card => ({
    title: 'web-1 is off',
    blocks: [{ type: 'text', text }],
    actions: [{ label: 'Start', command: 'vm start web-1' }],
  });
  const lines = (text: string) =>
    render(card(text), { columns: 80, color: false, zone, actions: 'lines' });
  expect(lines('First: vm start web-1')).toBe('· web-1 is off\nFirst: vm start web-1');
  expect(lines('Not: vm start web-10')).toContain('  Start: vm start web-1');
  expect(plain(card('First: vm start web-1'))).toContain('1) Start');
});
