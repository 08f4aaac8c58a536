import { escapeMarkdown } from 'discord.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readable } from './draw/text.ts';
import { createWorld } from './world.ts';

const world = createWorld({ people: [{ id: '7', name: 'ada' }], channels: ['ops'] });
const reader = { world, zone: 'Europe/Berlin' };

describe('markdown that is drawn', () => {
  it.each([
    ['**bold** and *leaning* and __under__ and ~~gone~~', 'bold and leaning and under and gone'],
    ['snake_case_name and a_b', 'snake_case_name and a_b'],
    ['\\*not bold\\* and \\_so\\_', '*not bold* and _so_'],
    ['\\`a\\` `b*c*`', '`a` b*c*'],
    ['### title\n-# small\n> said\n- one', 'title\nsmall\nsaid\n• one'],
    ['```\n| a | b |\n**kept**\n```\nafter', '| a | b |\n**kept**\nafter'],
    ['```ts\nlet a;\n```', 'let a;'],
    ['<@7> in <#1>, @everyone', '@ada in #unknown, @everyone'],
    ['<t:1764100000:f>', '2025-11-25 20:46:40 +01:00'],
    ['[a page](https://example.com/a_b)', 'a page (https://example.com/a_b)'],
    ['https://example.com/a_b_c', 'https://example.com/a_b_c'],
    ['**a\\*\\*b**', 'a**b'],
    ['2 * 3 * 4', '2 * 3 * 4'],
    ['||hidden||', 'hidden'],
    ['one\n\ntwo', 'one\n\ntwo'],
  ])('%j is %j', (markdown, text) => {
    expect(readable(markdown, reader)).toBe(text);
  });

  it('is the text itself when discord.js escaped it', () => {
    const unit = fc.constantFrom(...'*_~|`#->[]() \\ab1');
    // discord.js leaves these two as they are.
    const text = fc.string({ unit, maxLength: 12 }).filter((one) => !/^(> |-# )/.test(one));
    const all = { heading: true, bulletedList: true, numberedList: true, maskedLink: true };
    fc.assert(
      fc.property(text, (plain) => {
        expect(readable(escapeMarkdown(plain, all), reader)).toBe(plain);
      }),
    );
  });
});
