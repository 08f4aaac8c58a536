import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { render } from '../../../../../adapters/chat/slack/render/render.ts';
import type { Block, Card } from '../../../../../src/card.ts';
import { everywhere } from '../../../../contracts/exhibits.ts';
import { gallery } from '../../../../contracts/gallery.ts';
import { hostile } from '../../../../contracts/hostile.ts';
import { checkContent, checkView } from '../../../../doubles/slack/check.ts';
import { drawMessage, shown } from '../../../../doubles/slack/draw.ts';

const eyes = { zone: 'Europe/Berlin', person: (id: string) => id, channel: (id: string) => id };

function checked(card: Card, options: Parameters<typeof render>[1] = {}) {
  const rendered = render(card, options);
  const content = checkContent({ blocks: rendered.blocks });
  expect(content).toMatchObject({ ok: true });
  if (!content.ok) throw new Error('refused');
  const spans = shown(rendered.text, content.value, eyes).flat();
  const live = spans.filter(({ link, calls }) => link !== undefined || calls !== undefined);
  return { ...rendered, drawn: drawMessage(rendered.text, content.value, eyes), live };
}

const offersOf = ({ actions = [] }: Card) =>
  actions.map(({ label, tone, apart }, at) => ({
    ...{ id: `id-${at}`, label, tone, apart },
    asks: label,
  }));

const piece = fc.oneof(
  fc.constantFrom(...Object.values(hostile)),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.nat(9000).map((letters) => 'w'.repeat(letters)),
);

const tone = fc.constantFrom('neutral', 'success', 'warning', 'danger', undefined);
const moment = fc.record({ at: fc.constantFrom('2026-01-15T23:30:05.000Z', 'never') });
const rows = fc.array(fc.array(fc.oneof(piece, moment), { maxLength: 5 }), { maxLength: 40 });

const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ type: fc.constant('text'), text: piece }),
  fc.record({ type: fc.constant('code'), text: piece }),
  fc.record({ type: fc.constant('file'), name: piece, text: piece }),
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

describe('a card on Slack', () => {
  test.each(gallery)('is taken: $name', ({ card }) => {
    expect(checked(card, { offers: offersOf(card) }).live).toEqual([]);
    const { blocks } = render(card, { offers: offersOf(card), page: true });
    expect(checkView({ type: 'home', blocks }, 'home')).toMatchObject({ ok: true });
  });

  test('has what stands apart in a row of its own, behind a line, wherever the card names it', () => {
    const offers = [
      { id: 'a', label: 'Cancel', apart: true },
      { id: 'b', label: 'Delete web-1' },
      { id: 'c', label: 'Show' },
    ];
    const { blocks } = render({ title: 'Delete web-1?' }, { offers });
    const drawn = blocks.map((block) =>
      block.type === 'actions'
        ? block.elements.map((one) => ('text' in one ? one.text?.text : one.type))
        : block.type,
    );
    expect(drawn.slice(1)).toEqual([['Delete web-1', 'Show'], 'divider', ['Cancel']]);
  });

  test('is taken, and leads nowhere, whatever stands in it', () => {
    fc.assert(
      fc.property(card, (any) => {
        const { live, text } = checked(any, { offers: offersOf(any) });
        expect(live).toEqual([]);
        expect(text).not.toMatch(/<[^>]/);
      }),
      { numRuns: 150 },
    );
  });

  test.each(Object.keys(hostile))('%s is only text in every place', (name) => {
    const drawn = checked(everywhere(hostile[name] ?? ''));
    expect(drawn.live).toEqual([]);
    expect(drawn.drawn).not.toMatch(/[[\p{Cc}\p{Cs}]--\n]|[\p{Cf}--\u200e]/v);
  });

  test('rings for the one it is for, and for nobody else', () => {
    const { live, text } = checked(
      { title: 'Done <!channel>' },
      {
        called: { people: ['U1'], groups: [], here: false, strangers: [] },
      },
    );
    expect(live).toMatchObject([{ calls: 'U1' }]);
    expect(text).toBe('<@U1> Done &lt;!channel&gt;');
  });

  test('of a thousand rows shows its beginning, and has the rest in a file', () => {
    const rows = Array.from({ length: 2000 }, (_, at) => [`vm-${at}`, `${at} MiB`]);
    const columns = [{ label: 'Machine' }, { label: 'Memory', align: 'right' as const }];
    const { drawn, files } = checked({ title: '2000', blocks: [{ type: 'table', columns, rows }] });
    expect(drawn).toContain('vm-0');
    expect(drawn).toMatch(/… 1,9\d\d more rows: table.txt, attached below/);
    expect(files).toMatchObject([{ name: 'table.txt' }]);
    expect(files[0]?.text).toContain('vm-1999');
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

  test('of very many blocks goes on in a file', () => {
    const blocks = Array.from(
      { length: 90 },
      (_, at): Block => ({ type: 'text', text: `b-${at}` }),
    );
    const { drawn, files } = checked({ title: 'Many', blocks, footer: 'the end' });
    expect(drawn).toContain('… the card goes on: card.txt, attached below');
    expect(drawn).toContain('the end');
    expect(files[0]?.text).toContain('b-89');
  });

  test('says which of two files is which', () => {
    const code: Block = { type: 'code', text: 'line\n'.repeat(5000) };
    const { files } = checked({ title: 'Two', blocks: [code, code] });
    expect(files.map(({ name }) => name)).toEqual(['output.txt', 'output-2.txt']);
  });
});
