import type { RichTextBlock } from '@slack/types';

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
  readonly blocks: readonly RichTextBlock[];
  /** What is not shown, in words: `1,940 more rows`. */
  readonly more?: string;
  /** Everything, where not everything is shown. */
  readonly file?: Attached;
}
