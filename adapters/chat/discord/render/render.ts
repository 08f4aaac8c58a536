import {
  type APIComponentInContainer,
  type APIMessageTopLevelComponent,
  ComponentType,
} from 'discord.js';
import type { Card, Tone } from '../../../../src/card.ts';
import { type Allowance, allowances } from '../../../../src/drawing/allowance.ts';
import { clipped } from '../../../../src/drawing/clipped.ts';
import { distinct } from '../../../../src/drawing/distinct.ts';
import { visible } from '../../../../src/drawing/visible.ts';
import { wholeCard } from '../../../../src/drawing/whole.ts';
import { drawBlock } from './blocks.ts';
import { drawOffers, offersOf, unshown } from './buttons.ts';
import type { Attached, Drawn } from './drawn.ts';
import { drawAttached, fileName, type Upload, uploadOf } from './files.ts';
import { type Limits, limits as theirs } from './limits.ts';
import { quiet, said, signed } from './marks.ts';

export interface RenderOptions {
  /** What each of the card's actions is kept under, in their order. */
  readonly ids: readonly string[];
  /** What [Share] is kept under, where there is one. */
  readonly shareId?: string | undefined;
  /** For files, which have no reader's zone. */
  readonly zone?: string | undefined;
  /** The id of a person whose device rings. */
  readonly calls?: string | undefined;
  readonly limits?: Limits | undefined;
}

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

interface Sheet {
  readonly inside: readonly APIComponentInContainer[];
  readonly files: readonly Attached[];
}

type Bounded = RenderOptions & { readonly limits: Limits };

function blocksOf(card: Card, allowed: Allowance, { zone }: RenderOptions): readonly Drawn[] {
  return (card.blocks ?? []).map((block) => drawBlock(block, allowed, zone));
}

function extra({ actions = [] }: Card, limits: Limits): readonly Drawn[] {
  const file = unshown(actions, limits);
  const left = actions.length - limits.buttons;
  return file === undefined ? [] : [{ text: '', more: `${left} more things to do`, file }];
}

function assemble(
  card: Card,
  parts: readonly Drawn[],
  allowed: Allowance,
  options: Bounded,
): Sheet {
  const { limits } = options;
  const files = distinct(
    parts.flatMap(({ file }) => (file ? [{ ...file, name: fileName(file.name) }] : [])),
  );
  const left = [...files];
  const body = parts.flatMap(({ text, more, file }) => {
    const attached = file && left.shift();
    const rest =
      more === undefined ? '' : quiet(`… ${more}${attached ? `: ${said(attached.name)}` : ''}`);
    return [
      ...textOf([text, rest].filter((part) => part !== '').join('\n')),
      ...(attached ? [drawAttached(attached, limits)] : []),
    ];
  });
  const offers = offersOf(card.actions ?? [], options);
  return {
    inside: roomy(
      [
        ...textOf(titleOf(card, options.calls, allowed.letters)),
        ...body,
        ...textOf(quiet(said(clipped(visible(card.footer ?? ''), allowed.letters)))),
        ...drawOffers(offers, limits),
      ],
      limits,
    ),
    files,
  };
}

/** `### ✓ web-1 on kvm-a` */
function titleOf({ title, tone }: Card, calls: string | undefined, letters: number): string {
  const text = said(clipped(visible(title), letters)).trim();
  const heading = text === '' ? '' : `### ${signed(tone)}${text}`;
  const called = calls === undefined ? '' : `<@${calls}>`;
  return [called, heading].filter((part) => part !== '').join('\n');
}

function textOf(content: string): APIComponentInContainer[] {
  return content.trim() === '' ? [] : [{ type: ComponentType.TextDisplay, content }];
}

/** Texts under each other become one where there are too many pieces. */
function roomy(
  inside: readonly APIComponentInContainer[],
  limits: Limits,
): readonly APIComponentInContainer[] {
  if (piecesOf(inside) <= limits.components) return inside;
  const joined: APIComponentInContainer[] = [];
  for (const one of inside) {
    const last = joined.at(-1);
    if (last?.type === ComponentType.TextDisplay && one.type === ComponentType.TextDisplay) {
      joined.splice(-1, 1, { ...last, content: `${last.content}\n${one.content}` });
    } else joined.push(one);
  }
  return joined;
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

function fits({ inside, files }: Sheet, limits: Limits): boolean {
  const letters = inside.reduce(
    (sum, one) => sum + (one.type === ComponentType.TextDisplay ? one.content.length : 0),
    0,
  );
  return (
    piecesOf(inside) <= limits.components && letters <= limits.text && files.length <= limits.files
  );
}

/** With the container around them. */
function piecesOf(inside: readonly APIComponentInContainer[]): number {
  return inside.reduce(
    (sum, one) => sum + 1 + (one.type === ComponentType.ActionRow ? one.components.length : 0),
    1,
  );
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
