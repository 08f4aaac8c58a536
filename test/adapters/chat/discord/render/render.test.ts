import { ComponentType, SeparatorSpacingSize } from 'discord.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawOffers, idOf, offersOf } from '../../../../../adapters/chat/discord/render/buttons.ts';
import { limits } from '../../../../../adapters/chat/discord/render/limits.ts';
import type { Block, Card } from '../../../../../src/card.ts';
import { everywhere } from '../../../../contracts/exhibits.ts';
import { gallery } from '../../../../contracts/gallery.ts';
import { hostile } from '../../../../contracts/hostile.ts';
import { checked } from './checked.ts';

const piece = fc.oneof(
  fc.constantFrom(...Object.values(hostile)),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({ unit: fc.constantFrom(...'*_~`|<>@#-+.:/\\[]()! 1ae\n'), maxLength: 80 }),
  fc.nat(9000).map((letters) => 'w'.repeat(letters)),
);

const tone = fc.constantFrom('neutral', 'success', 'warning', 'danger', undefined);
const moment = fc.record({ at: fc.constantFrom('2026-01-15T23:30:05.000Z', 'never') });
const rows = fc.array(fc.array(fc.oneof(piece, moment), { maxLength: 5 }), { maxLength: 40 });

const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ type: fc.constant('text'), text: piece }),
  fc.record({ type: fc.constant('code'), text: piece }),
  fc.record({ type: fc.constant('file'), name: piece, text: piece }),
  fc.record({ type: fc.constant('image'), alt: piece, png: fc.constant('AAAA') }),
  fc.record({
    type: fc.constant('fields'),
    fields: fc.array(fc.record({ label: piece, value: fc.oneof(piece, moment), tone })),
  }),
  fc.record({
    type: fc.constant('table'),
    columns: fc.array(fc.record({ label: piece }), { maxLength: 5 }),
    rows,
  }),
  fc.record({ type: fc.constant('progress'), fraction: fc.double(), note: piece }),
);

const card: fc.Arbitrary<Card> = fc.record({
  title: piece,
  tone,
  blocks: fc.array(block, { maxLength: 70 }),
  actions: fc.array(fc.record({ label: piece, command: piece, tone, apart: fc.boolean() }), {
    maxLength: 60,
  }),
  footer: piece,
});

describe('a card on Discord', () => {
  test.each(gallery)('is taken: $name', ({ card }) => {
    expect(checked(card, { shareId: 'share' }).live).toEqual([]);
  });

  test('has what stands apart in a row of its own, behind the widest gap', () => {
    const actions = [
      { label: 'Cancel', command: 'x', apart: true },
      { label: 'Delete web-1', command: 'y' },
      { label: 'Show', command: 'z' },
    ];
    const rows = drawOffers(offersOf(actions, { ids: ['a', 'b', 'c'], limits }), limits);
    const drawn = rows.map((row) =>
      row.type === ComponentType.ActionRow
        ? row.components.map((one) => 'label' in one && one.label)
        : row.spacing,
    );
    expect(drawn).toEqual([['Delete web-1', 'Show'], SeparatorSpacingSize.Large, ['Cancel']]);
  });

  test('is taken, and leads nowhere, whatever stands in it', () => {
    fc.assert(
      fc.property(card, (any) => {
        expect(checked(any, { shareId: 'share' }).live).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test.each(Object.keys(hostile))('%s is only text in every place', (name) => {
    const { live, drawn } = checked(everywhere(hostile[name] ?? ''));
    expect(live).toEqual([]);
    expect(drawn).not.toMatch(/[[\p{Cc}\p{Cs}]--\n]|[\p{Cf}--[\u200b\u200e]]/v);
  });

  test.each([
    '# heading',
    '-# quiet',
    '- item',
    '* item',
    '+ item',
    '1. first',
    '12) twelfth',
    '> quote',
    '>>> quote',
    '**bold** __under__ ~~struck~~ ||spoiler||',
    '`code` ``` fence ```',
    '[a link](https://evil.example) <https://evil.example> https://evil.example',
    '<@1> <@&2> <#3> @everyone @here <t:0:R> <:skull:4> :skull: <id:customize> </vm show:5>',
    '\\*already\\* C:\\temp\\',
  ])('%s reads as it was written', (text) => {
    const { live, drawn } = checked({ title: '', blocks: [{ type: 'text', text }] });
    expect(live).toEqual([]);
    // What would call everybody is broken by a letter that nobody sees.
    expect(drawn.replaceAll('\u200b', '')).toBe(text);
  });

  test('has code that cannot end itself', () => {
    const text = 'a\n```\n@everyone # not a heading';
    const { drawn, live } = checked({ title: '', blocks: [{ type: 'code', text }] });
    expect(live).toEqual([]);
    expect(drawn.replaceAll('\u200b', '')).toBe(text);
  });

  test('rings for the one it is for, and names nobody else', () => {
    const { all } = checked(
      { title: 'Done <@2>' },
      {
        called: { people: ['1'], groups: [], here: false, strangers: [] },
      },
    );
    expect(all.map(({ content }) => content)).toContain('<@1>\n### Done \\<\\@2\\>');
  });

  test('tells a moment in its reader’s zone', () => {
    const value = { at: '2026-11-03T12:00:05.000Z', note: '3 h ago' };
    const { all } = checked({
      title: '',
      blocks: [{ type: 'fields', fields: [{ label: 'Taken', value }] }],
    });
    expect(all.map(({ content }) => content)).toContain('**Taken**  <t:1793707205:f> (3 h ago)');
  });

  test('of a thousand rows shows its beginning, and has the rest in a file', () => {
    const rows = Array.from({ length: 2000 }, (_, at) => [`vm-${at}`, `${at} MiB`]);
    const columns = [{ label: 'Machine' }, { label: 'Memory', align: 'right' as const }];
    const { drawn, files } = checked({ title: '2000', blocks: [{ type: 'table', columns, rows }] });
    expect(drawn).toContain('vm-0');
    expect(drawn).toMatch(/… 1,9\d\d more rows: table.txt/);
    expect(files.map(({ name }) => name)).toEqual(['table.txt']);
    expect(files[0]?.data.toString()).toContain('vm-1999');
  });

  test('has a narrow table in letters of one width, a wide one as lines', () => {
    const table = (memory: string): Card => ({
      title: '1',
      blocks: [
        {
          type: 'table',
          columns: [{ label: 'Machine' }, { label: 'State' }, { label: 'Memory' }],
          rows: [['web-1', { text: 'running', tone: 'success' }, memory]],
        },
      ],
    });
    expect(checked(table('1 GiB')).drawn).toBe(
      '1\nMachine  State    Memory\nweb-1    running  1 GiB',
    );
    expect(checked(table('1.25 GiB of 64.00 GiB')).drawn).toBe(
      '1\nweb-1  ✓ running · Memory 1.25 GiB of 64.00 GiB',
    );
  });

  test('has what is more than a few words of a row in a line under its name', () => {
    const columns = ['Machine', 'State', 'Host', 'CPU', 'Note'].map((label) => ({ label }));
    const row = [
      'web-1',
      { text: 'running', tone: 'success' as const },
      'a.example',
      '12 %',
      '-# x',
    ];
    const { all } = checked({ title: '', blocks: [{ type: 'table', columns, rows: [row] }] });
    expect(all.map(({ content }) => content)).toContain(
      '**web-1**  ✓ running\n-# Host a.example · CPU 12 % · Note \\-\\# x',
    );
  });

  test('of very many blocks goes on in a file', () => {
    const blocks = Array.from({ length: 90 }, (_, at): Block => {
      const text = `b-${at} ${'x'.repeat(100)}`;
      return { type: 'text', text };
    });
    const { drawn, files } = checked({ title: 'Many', blocks, footer: 'the end' });
    expect(drawn).toContain('… The card goes on: card.txt');
    expect(drawn).toContain('the end');
    expect(files[0]?.data.toString()).toContain('b-89');
  });

  test('says which of two files is which', () => {
    const code: Block = { type: 'code', text: 'line\n'.repeat(5000) };
    const { files } = checked({ title: 'Two', blocks: [code, code] });
    expect(files.map(({ name }) => name)).toEqual(['output.txt', 'output-2.txt']);
  });

  test('gives a file a name that Discord leaves as it is', () => {
    const { files, drawn } = checked({
      title: '',
      blocks: [{ type: 'file', name: '../SPOILER_ключ ß.txt', text: 'x' }],
    });
    expect(files[0]?.name).toMatch(/^[\w-][\w.-]*$/);
    expect(drawn).toContain('../SPOILER_ключ ß.txt (1 B)');
  });

  test('says so in a file of which Discord takes a part', () => {
    const text = 'ß'.repeat(6 * 1024 * 1024);
    const { files } = checked({ title: '', blocks: [{ type: 'file', name: 'big.txt', text }] });
    expect(files[0]?.data.length).toBeLessThanOrEqual(10 * 1024 * 1024);
    expect(files[0]?.data.subarray(-60).toString()).toContain('more than Discord takes');
  });

  test('lists what has no button, with the line to type', () => {
    const actions = Array.from({ length: 30 }, (_, at) => ({
      label: `Show ${at}`,
      command: `vm show ${at}`,
    }));
    const { drawn, files } = checked({ title: 'Which?', actions });
    expect(drawn).toContain('[Show 24]');
    expect(drawn).not.toContain('[Show 25]');
    expect(drawn).toContain('… 5 more things to do: more.txt');
    expect(files[0]?.data.toString()).toContain('Show 29: vm show 29');
  });

  test('has two buttons for the same line', () => {
    const actions = [
      { label: 'Show', command: 'vm list' },
      { label: 'List', command: 'vm list' },
    ];
    const { all } = checked({ title: '', actions }, { ids: ['same', 'same'] });
    const pressed = all.flatMap(({ custom_id }) => custom_id ?? []);
    expect(pressed).toHaveLength(2);
    expect(pressed.map(idOf)).toEqual(['same', 'same']);
  });

  test('shows no button that could not be pressed', () => {
    const card = { title: 'A', actions: [{ label: 'Show', command: 'vm list' }] };
    expect(checked(card, { ids: [] }).drawn).toBe('A');
  });
});
