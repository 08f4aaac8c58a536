import type { Paint } from './paint.ts';

/** What every part of a card is drawn on. */
export interface Sheet {
  /** Display columns a line may have; `Infinity` where nobody looks at it on a screen. */
  readonly columns: number;
  readonly paint: Paint;
  /** In which the reader is told moments: a name of the tz database. */
  readonly zone: string;
}

/** A narrower sheet, for what stands indented. */
export function inset(sheet: Sheet, by: number): Sheet {
  return { ...sheet, columns: Math.max(4, sheet.columns - by) };
}
