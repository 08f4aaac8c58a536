import type { Tone } from '../../../../src/card.ts';
import { contained } from '../../../../src/drawing/visible.ts';
import { clip, displayWidth, pad, wrap } from '../../../../src/drawing/width.ts';
import type { Sheet } from './sheet.ts';

const GAP = 2;
/** The share of a line that names may take from what they name; one that is longer stands above its value. */
const SHARE = 0.4;

/** A name and what is to be said of it; both harmless already. */
export interface Labelled {
  readonly label: string;
  readonly text: string;
  readonly tone?: Tone | undefined;
}

/**
 * Names on the left, values on the right, which go on below themselves: nothing of them is lost on a phone. `labels` are
 * those that stand under each other, where they are more than these.
 */
export function drawLabelled(
  all: readonly Labelled[],
  sheet: Sheet,
  labels: readonly string[] = all.map(({ label }) => label),
): string[] {
  const most = Math.max(4, Math.floor(sheet.columns * SHARE));
  const widths = labels.map(displayWidth).filter((width) => width <= most);
  const wide = Math.max(0, ...widths);
  return all.flatMap(({ label, text, tone }) => {
    const name = contained(clip(label, sheet.columns));
    const values = wrap(text, Math.max(4, sheet.columns - wide - GAP)).map((line) =>
      sheet.paint.tone(tone, contained(line)),
    );
    const above = displayWidth(label) > wide;
    const lines = values.map((value, row) => {
      const before = row === 0 && !above ? sheet.paint.dim(pad(name, wide)) : pad('', wide);
      return `${before}${pad('', GAP)}${value}`.trimEnd();
    });
    return above ? [sheet.paint.dim(name), ...lines] : lines;
  });
}
