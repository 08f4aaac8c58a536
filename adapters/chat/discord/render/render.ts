import { type APIMessageTopLevelComponent, ComponentType } from 'discord.js';
import type { Card, Tone } from '../../../../src/card.ts';
import { type Allowance, allowances } from '../../../../src/drawing/allowance.ts';
import { wholeCard } from '../../../../src/drawing/whole.ts';
import { assemble, type Bounded, type RenderOptions, textOf } from './assemble.ts';
import { drawBlock } from './blocks.ts';
import { unshown } from './buttons.ts';
import type { Drawn } from './drawn.ts';
import { type Upload, uploadOf } from './files.ts';
import { fits, type Sheet } from './fit.ts';
import { type Limits, limits as theirs } from './limits.ts';

export type { RenderOptions } from './assemble.ts';

/** A message with the flag IS_COMPONENTS_V2 (1 << 15): https://docs.discord.com/developers/components/reference */
export interface Rendered {
  readonly components: APIMessageTopLevelComponent[];
  readonly files: readonly Upload[];
}

/** A card as Discord takes it: nothing in it is read as marks, and it is within every limit. */
export function renderMessage(card: Card, options: RenderOptions): Rendered {
  const limits = options.limits ?? theirs;
  for (const allowed of allowances) {
    const parts = [...blocksOf(card, allowed, options), ...extra(card, limits)];
    const drawn = assemble(card, parts, allowed, { ...options, limits });
    if (fits(drawn, limits)) return messageOf(drawn, card, options);
  }
  return messageOf(shortened(card, { ...options, limits }), card, options);
}

function blocksOf(card: Card, allowed: Allowance, options: RenderOptions): readonly Drawn[] {
  return (card.blocks ?? []).map((block) => drawBlock(block, allowed, options));
}

function extra({ actions = [] }: Card, limits: Limits): readonly Drawn[] {
  const file = unshown(actions, limits);
  const left = actions.length - limits.buttons;
  return file === undefined ? [] : [{ text: '', more: `${left} more things to do`, file }];
}

/** Its beginning as far as it goes, and all of it as a file: for a card of very many blocks. */
function shortened(card: Card, options: Bounded): Sheet {
  const { limits } = options;
  const least = allowances.at(-1) ?? { rows: 0, letters: 100, word: 50 };
  const whole: Drawn = {
    text: '',
    more: 'The card goes on',
    file: { name: 'card.txt', text: wholeCard(card, options.zone) },
  };
  const end = [whole, ...extra(card, limits)];
  const kept: Drawn[] = [];
  for (const { text, file } of blocksOf(card, least, options)) {
    // What the text of a card is goes into its one file; a picture cannot.
    const next = { text, ...(file?.png !== undefined && { file }) };
    const sheet = assemble(card, [...kept, next, ...end], least, options);
    if (fits(sheet, limits)) kept.push(next);
    else if (file?.png === undefined) break;
  }
  return assemble(card, [...kept, ...end], least, options);
}

const colours: Readonly<Record<Tone, number | undefined>> = {
  success: 0x2f9e5f,
  warning: 0xe0a11b,
  danger: 0xd13b3b,
  neutral: undefined,
};

function messageOf({ inside, files }: Sheet, card: Card, options: RenderOptions): Rendered {
  const colour = colours[card.tone ?? 'neutral'];
  // Discord refuses a container with nothing in it.
  const components = inside.length === 0 ? textOf('…') : [...inside];
  return {
    components: [
      {
        type: ComponentType.Container,
        ...(colour !== undefined && { accent_color: colour }),
        components,
      },
    ],
    files: files.map((file) => uploadOf(file, options.limits ?? theirs)),
  };
}
