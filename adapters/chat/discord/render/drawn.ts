/** What goes with a message as a file. */
export interface Attached {
  readonly name: string;
  readonly text?: string;
  /** A picture, base64. */
  readonly png?: string;
  readonly alt?: string;
}

/** One block of a card. */
export interface Drawn {
  /** With marks; empty where there is nothing to say. */
  readonly text: string;
  /** What is not shown, in words: `1,940 more rows`. */
  readonly more?: string;
  /** Everything, where not everything is shown; or the picture or file itself. */
  readonly file?: Attached;
}
