/** What every command answers with: plain data, which each chat draws in its own way. */
export interface Card {
  readonly title: string;
  readonly tone?: Tone | undefined;
  readonly blocks?: readonly Block[] | undefined;
  readonly actions?: readonly Action[] | undefined;
  /** One quiet line at the bottom: who asked, how long it took, the age of the figures. */
  readonly footer?: string | undefined;
  /** Whose devices ring by the message; an edit rings nobody's. Only the core sets it: no text from outside calls anybody. */
  readonly mentions?: readonly Mention[] | undefined;
}

/** Somebody who is called: a chat rings those whom it knows, and names the people whom it does not. */
export type Mention =
  | {
      readonly kind: 'person';
      readonly name: string;
      readonly ids: readonly { readonly platform: string; readonly id: string }[];
    }
  /** A user group or a server role of that platform. */
  | { readonly kind: 'group'; readonly platform: string; readonly id: string }
  /** Everybody who has the channel open. */
  | { readonly kind: 'here' };

export type Tone = 'neutral' | 'success' | 'warning' | 'danger';

/**
 * A closed set: adding a block makes every renderer fail to compile until it draws it.
 * All text is plain; a renderer escapes it and fits it to its platform.
 */
export type Block =
  | TextBlock
  | FieldsBlock
  | TableBlock
  | CodeBlock
  | ProgressBlock
  | ChartBlock
  | ImageBlock
  | FileBlock;

export interface TextBlock {
  readonly type: 'text';
  readonly text: string;
}

export interface FieldsBlock {
  readonly type: 'fields';
  readonly fields: readonly Field[];
}

export interface Field {
  readonly label: string;
  readonly value: string | Moment;
  readonly tone?: Tone | undefined;
}

/** A point in time as data: a renderer tells it in its reader's zone. Made by `when` of src/time/moment.ts. */
export interface Moment {
  /** ISO 8601, in UTC. */
  readonly at: string;
  /** Stands behind it in brackets: its age. */
  readonly note?: string | undefined;
}

export interface TableBlock {
  readonly type: 'table';
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface Column {
  readonly label: string;
  /** Numbers and sizes stand to the right. Left when absent. */
  readonly align?: 'left' | 'right' | undefined;
}

/** A cell is its text, its text with a tone, or a moment. */
export type Cell = string | TonedText | Moment;

export interface TonedText {
  readonly text: string;
  readonly tone: Tone;
}

export interface CodeBlock {
  readonly type: 'code';
  readonly text: string;
}

export interface ProgressBlock {
  readonly type: 'progress';
  /** 0 to 1, absent when the end is not known. */
  readonly fraction?: number | undefined;
  readonly note?: string | undefined;
}

/** A chart is data; a renderer draws it as a picture or as block characters. Times are milliseconds since the epoch. */
export interface ChartBlock {
  readonly type: 'chart';
  readonly title: string;
  readonly unit: 'fraction' | 'bytes' | 'bytes-per-second' | 'number';
  readonly series: readonly Series[];
  /** The time that was asked for, measured or not; that of the points where absent. Values age until its end. */
  readonly span?: { readonly from: number; readonly to: number } | undefined;
  readonly thresholds?: readonly ChartThreshold[] | undefined;
  /** What happened meanwhile. */
  readonly marks?: readonly ChartMark[] | undefined;
}

export interface Series {
  readonly name: string;
  /** The time, and the value there; null is a gap and is drawn as one. */
  readonly points: readonly (readonly [time: number, value: number | null])[];
}

/** A value that means something from there on. */
export interface ChartThreshold {
  readonly value: number;
  /** A word or two: `warning`. */
  readonly label: string;
  readonly tone: Tone;
}

/** A moment, or the time from `at` until `until`. */
export interface ChartMark {
  readonly at: number;
  readonly until?: number | undefined;
  /** Short: `snapshot before-upgrade`. */
  readonly label: string;
  readonly tone?: Tone | undefined;
}

export interface ImageBlock {
  readonly type: 'image';
  /** What the picture shows, for screen readers and for chats that show none. */
  readonly alt: string;
  /** A PNG, base64. */
  readonly png: string;
}

export interface FileBlock {
  readonly type: 'file';
  readonly name: string;
  readonly text: string;
}

/** A button is a command line waiting to be sent; there are no button handlers. */
export interface Action {
  readonly label: string;
  /** Instead of a long label, where room is short, as on a chat's button. */
  readonly short?: string | undefined;
  readonly command: string;
  readonly tone?: Tone | undefined;
  /** Stands away from the others, where a thumb that slips does not hit it. */
  readonly apart?: boolean | undefined;
  /** The stored confirmation this button uses up; only the router sets it. */
  readonly confirms?: string | undefined;
  /** The stored confirmation this button throws away; only the router sets it. */
  readonly declines?: string | undefined;
}
