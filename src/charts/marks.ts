import type { ChartMark } from '../card.ts';
import { fitted, textWidth } from './letters.ts';
import { sizes, tones } from './look.ts';
import { type Box, draw, type Shape, write } from './shapes.ts';

const LANE = 15;
const LANES = 3;
/** Between the labels and the plot, where ticks stand. */
const TICK = 6;
/** How long a label may be; the shorter ones where there is no room for it. */
const LENGTHS = [140, 100, 70];
const GAP = 6;
/** What happened more often than that is told once, with how often; lines through the plot would be a fence. */
const SOME = 7;

interface Span {
  readonly from: number;
  readonly to: number;
}

interface Placed {
  readonly mark: ChartMark;
  readonly x: number;
  /** It is one of many of its kind. */
  readonly many: boolean;
  /** Its words and where they begin; absent where there is no room for them. */
  readonly label?: { readonly x: number; readonly lane: number; readonly text: string } | undefined;
}

/** Marks with the places they have above a plot. */
export interface Places {
  readonly placed: readonly Placed[];
  readonly height: number;
}

/** A label stands behind its line, before it at the right edge, and is left out where another stands already. */
export function placeMarks(
  marks: readonly ChartMark[],
  span: Span,
  plot: Pick<Box, 'x' | 'width'>,
): Places {
  const seen = marks
    .filter(({ at, until = at }) => at <= span.to && until >= span.from)
    .toSorted((a, b) => a.at - b.at);
  const often = countOf(seen);
  const told = new Set<string>();
  const lanes = createLanes(plot);
  const placed = seen.map((mark): Placed => {
    const share = Math.min(1, Math.max(0, (mark.at - span.from) / (span.to - span.from)));
    const x = plot.x + share * plot.width;
    const times = often.get(mark.label) ?? 1;
    const many = times > SOME;
    if (many && told.has(mark.label)) return { mark, x, many };
    told.add(mark.label);
    const text = many ? `${times} × ${mark.label}` : mark.label;
    return { mark, x, many, label: lanes.put(x, text) };
  });
  const used = placed.reduce((most, { label }) => Math.max(most, (label?.lane ?? -1) + 1), 0);
  return { placed, height: used === 0 ? 0 : used * LANE + TICK };
}

function countOf(marks: readonly ChartMark[]): ReadonlyMap<string, number> {
  const often = new Map<string, number>();
  for (const { label } of marks) often.set(label, (often.get(label) ?? 0) + 1);
  return often;
}

interface Taken {
  readonly x: number;
  readonly lane: number;
  readonly from: number;
  readonly to: number;
}

/** Rows in which labels stand beside each other; no line down to the plot goes through a label. */
function createLanes({ x: left, width }: Pick<Box, 'x' | 'width'>) {
  const taken: Taken[] = [];
  const isFree = (one: Taken) => !taken.some((other) => meets(one, other));
  return {
    put(x: number, words: string): Placed['label'] {
      for (const text of new Set(LENGTHS.map((most) => fitted(words, sizes.small, most)))) {
        const wide = textWidth(text, sizes.small);
        const behind = x + 4 + wide <= left + width;
        const from = behind ? x + 4 : x - 4 - wide;
        const to = from + wide;
        const free = Array.from({ length: LANES }, (_, lane) => ({ x, lane, from, to }));
        const one = free.find(isFree);
        if (one === undefined) continue;
        taken.push(one);
        return { x: from, lane: one.lane, text };
      }
      return undefined;
    },
  };
}

function meets(a: Taken, b: Taken): boolean {
  if (a.lane === b.lane) return a.from < b.to + GAP && b.from < a.to + GAP;
  const [upper, lower] = a.lane < b.lane ? [a, b] : [b, a];
  return upper.x > lower.from - 3 && upper.x < lower.to + 3;
}

/** Labels, and their lines down to the plot. */
export function labelsOf({ placed, height }: Places, plot: Box): readonly Shape[] {
  const top = plot.y - height;
  return placed.flatMap(({ mark, x, many, label }) => {
    const colour = tones[mark.tone ?? 'neutral'];
    const tick = many
      ? [draw({ from: [x, plot.y - TICK + 1], to: [x, plot.y], colour, width: 1.5 })]
      : [];
    if (label === undefined) return tick;
    const y = top + (label.lane + 0.5) * LANE;
    return [
      ...tick,
      draw({ from: [x, y - LANE / 2 + 2], to: [x, plot.y], colour, width: 1 }),
      write({ x: label.x, y, text: label.text, colour, size: 'small' }),
    ];
  });
}

/** Behind the lines: moments as lines, times as bands. */
export function behindOf({ placed }: Places, { to }: Span) {
  const shown = placed.filter(({ many }) => !many).map(({ mark }) => mark);
  const colourOf = ({ tone = 'neutral' }: ChartMark) => tones[tone];
  return {
    type: 'line',
    data: [],
    markLine: {
      ...{ silent: true, symbol: 'none', z: 1, label: { show: false } },
      data: shown.map((mark) => ({
        xAxis: mark.at,
        lineStyle: { color: colourOf(mark), width: 1, type: 'solid', opacity: 0.8 },
      })),
    },
    markArea: {
      ...{ silent: true, z: 0, label: { show: false } },
      data: shown.flatMap((mark) =>
        mark.until === undefined
          ? []
          : [
              [
                { xAxis: mark.at, itemStyle: { color: colourOf(mark), opacity: 0.2 } },
                { xAxis: Math.min(mark.until, to) },
              ],
            ],
      ),
    },
  };
}
