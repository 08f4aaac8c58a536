import { type APIComponentInContainer, ComponentType } from 'discord.js';
import type { Card } from '../../../../src/card.ts';
import type { ChartPictures } from '../../../../src/charts/pictures.ts';
import type { Allowance } from '../../../../src/drawing/allowance.ts';
import type { Called } from '../../../../src/drawing/called.ts';
import { clipped } from '../../../../src/drawing/clipped.ts';
import { distinct } from '../../../../src/drawing/distinct.ts';
import { visible } from '../../../../src/drawing/visible.ts';
import { drawOffers, offersOf } from './buttons.ts';
import type { Drawn } from './drawn.ts';
import { drawAttached, fileName } from './files.ts';
import { roomy, type Sheet } from './fit.ts';
import type { Limits } from './limits.ts';
import { quiet, said, signed } from './marks.ts';

export interface RenderOptions {
  /** What each of the card's actions is kept under, in their order. */
  readonly ids: readonly string[];
  /** What [Share] is kept under, where there is one. */
  readonly shareId?: string | undefined;
  /** For files, which have no reader's zone. */
  readonly zone?: string | undefined;
  /** Charts that were drawn; the others are told with block characters. */
  readonly pictures?: ChartPictures | undefined;
  /** Whose devices ring. */
  readonly called?: Called | undefined;
  readonly limits?: Limits | undefined;
}

export type Bounded = RenderOptions & { readonly limits: Limits };

/** The title, the parts with their files, the footer, and what can be pressed. */
export function assemble(
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
        ...textOf(titleOf(card, options.called, allowed.letters)),
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
function titleOf({ title, tone }: Card, called: Called | undefined, letters: number): string {
  const text = said(clipped(visible(title), letters)).trim();
  const heading = text === '' ? '' : `### ${signed(tone)}${text}`;
  return [called ? callingOf(called) : '', heading].filter((part) => part !== '').join('\n');
}

/** https://docs.discord.com/developers/reference#message-formatting-formats */
function callingOf({ people, groups, here, strangers }: Called): string {
  return [
    ...(here ? ['@here'] : []),
    ...people.map((id) => `<@${id}>`),
    ...groups.map((id) => `<@&${id}>`),
    ...strangers.map((name) => said(clipped(visible(name), MOST_NAME))),
  ].join(' ');
}

/** Letters of a name. */
const MOST_NAME = 40;

export function textOf(content: string): APIComponentInContainer[] {
  return content.trim() === '' ? [] : [{ type: ComponentType.TextDisplay, content }];
}
