import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kinds } from '../contracts/exhibits.ts';
import { read, root } from '../house/files.ts';
import { shown } from './cards.ts';
import { chats, pictureOf, readmeOf } from './readme.ts';
import { glass } from './terminal.ts';

const directory = join(root, 'docs/gallery');
const cards = shown.flatMap((each) => each.cards);

describe('the gallery', () => {
  it('is as it was made last', () => {
    expect(read('docs/gallery/README.md')).toBe(readmeOf(shown));
  });

  it('shows each kind of block, and something to confirm', () => {
    const types = (all: readonly { blocks?: readonly { type: string }[] | undefined }[]) =>
      new Set(all.flatMap(({ blocks = [] }) => blocks.map(({ type }) => type)));
    expect(types(cards)).toEqual(types(kinds.map(({ card }) => card)));
    const actions = cards.flatMap((card) => card.actions ?? []);
    expect(actions.some(({ confirms }) => confirms !== undefined)).toBe(true);
  });

  it('says on each card that no machine in it is real', () => {
    for (const { footer } of cards) expect(footer).toMatch(/demo: none of these machines is real$/);
  });

  it('is small enough for a checkout', () => {
    const sizes = shown.flatMap((each) =>
      chats.map((chat) => statSync(join(directory, pictureOf(each, chat))).size),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(2_200_000);
  });

  it.each(['README.md', 'docs/gallery/README.md'])(
    'in %s each picture is there and told',
    (path) => {
      const pictures = read(path).match(/<img [^>]*>/g) ?? [];
      expect(pictures.length).toBeGreaterThan(0);
      for (const picture of pictures) {
        const [, source = ''] = /src="([^"]+)"/.exec(picture) ?? [];
        expect(existsSync(join(root, dirname(path), source)), source).toBe(true);
        expect(picture).toMatch(/ alt="[^"]{12,}"/);
      }
    },
  );
});

it('what the terminal paints is painted on the page, and text stays text', () => {
  expect(glass('\u001b[1ma\u001b[22m <b>')).toBe(
    '<span style="font-weight:700">a</span> &lt;b&gt;',
  );
});
