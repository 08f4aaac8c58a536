import type { KnownBlock } from '@slack/types';
import type { ChartBlock } from '../../../../src/card.ts';
import type { ChartPicture } from '../../../../src/charts/pictures.ts';

/** What goes with a message as a file in its thread. */
export interface Attached {
  readonly name: string;
  readonly text?: string;
  /** A picture, base64. */
  readonly png?: string;
  readonly alt?: string;
}

/** One block of a card as blocks of Slack's. */
export interface Drawn {
  readonly blocks: readonly KnownBlock[];
  /** What is not shown, in words: `1,940 more rows`. */
  readonly more?: string;
  /** Everything, where not everything is shown. */
  readonly file?: Attached;
}

/** Charts that were drawn: those that have a file stand in the message, the others are attached. */
export type Pictures = ReadonlyMap<ChartBlock, ChartPicture & { readonly file?: string }>;
