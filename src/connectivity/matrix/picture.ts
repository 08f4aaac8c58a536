import { type Box, type Colour, createSheet, type Sheet, textWidth } from '../../drawing/sheet.ts';
import { visible } from '../../drawing/visible.ts';
import { clip } from '../../drawing/width.ts';
import { type Member, oneWay, type Pair, pairsOf, type Way, type Ways, wayAt } from './ways.ts';

/** Twice what a phone is wide in its own points, so that a letter there is still sharp. */
const WIDTH = 720;
const DOT = 2;
const PAD = 16;
/** From the top of one line of letters to the next. */
const LINE = 26;
const NAME_LETTERS = 14;
/** Two figures, a space, and the name. */
const LABEL = textWidth('0'.repeat(NAME_LETTERS + 3), DOT) + 12;
const LARGEST_CELL = 72;
/** Narrower ones have no room for times, or for the numbers of all columns beside each other. */
const TIMED_CELL = 42;
const NUMBERED_CELL = 30;
const GAP = 2;

const paper: Colour = 0x14181d;
const words: Colour = 0xe8eef4;
const quiet: Colour = 0xa3afbb;

/** One look of a cell: told apart by its sign and its lightness too, for those who do not see the colour. */
interface Look {
  readonly fill: Colour;
  readonly ink: Colour;
  readonly sign: string;
  readonly says: string;
}

/** A blue that darkens with the time, and the vermilion and yellow of https://jfly.uni-koeln.de/color/ */
const looks = {
  instant: { fill: 0xb5dcf7, ink: 0x0b1a26, sign: '', says: 'under 1 ms' },
  quick: { fill: 0x6cb4ea, ink: 0x0b1a26, sign: '', says: 'under 10 ms' },
  slow: { fill: 0x2f7fc1, ink: 0xffffff, sign: '', says: 'under 100 ms' },
  late: { fill: 0x1c5388, ink: 0xffffff, sign: '', says: '100 ms and more' },
  lossy: { fill: 0xf0e442, ink: 0x1a1800, sign: '!', says: 'some lost' },
  silent: { fill: 0xd55e00, ink: 0xffffff, sign: 'x', says: 'no answer' },
  unknown: { fill: 0x414b55, ink: 0xe8eef4, sign: '?', says: 'unknown' },
} as const satisfies Readonly<Record<string, Look>>;

const itself: Look = { fill: 0x1d2329, ink: quiet, sign: '', says: '' };
/** A way that answers whose time nobody said: it has the sign of none. */
const untimed: Look = { ...looks.quick, sign: '', says: '' };

/** Who reaches whom as a PNG: a row for each sender, a column for each it pinged. */
export function drawMatrix(members: readonly Member[], ways: Ways): Buffer {
  const room = WIDTH - LABEL - 2 * PAD;
  const cell = Math.min(LARGEST_CELL, Math.floor(room / Math.max(1, members.length)));
  const top = PAD + (cell < NUMBERED_CELL ? 2 : 1) * LINE;
  const bottom = top + members.length * cell;
  const shown = legend(ways);
  const height = bottom + PAD + Math.ceil(shown.length / 2) * LINE + PAD;
  const sheet = createSheet(WIDTH, height, paper);
  const grid = { sheet, cell, top, left: PAD + LABEL };
  drawHeads(grid, members);
  for (const [from, row] of ways.entries()) {
    for (const to of row.keys()) drawCell(grid, { from, to }, wayAt(ways, { from, to }));
  }
  for (const pair of oneWay(ways)) drawOneWay(grid, pair);
  drawLegend(sheet, shown, bottom + PAD);
  return sheet.png();
}

interface Grid {
  readonly sheet: Sheet;
  readonly cell: number;
  readonly top: number;
  readonly left: number;
}

/** The columns have the numbers of the rows: a name would not fit above them. */
function drawHeads({ sheet, cell, top, left }: Grid, members: readonly Member[]): void {
  const ink = { colour: quiet, dot: DOT };
  const heads = top - LINE;
  sheet.write({ x: PAD, y: heads }, 'from', ink);
  sheet.write({ x: left - textWidth('to ', DOT), y: heads }, 'to', ink);
  for (const [at, { label }] of members.entries()) {
    const number = String(at + 1);
    const middle = (cell - textWidth(number, DOT)) / 2;
    const above = cell < NUMBERED_CELL && at % 2 === 1 ? LINE - GAP : 0;
    sheet.write({ x: Math.round(left + at * cell + middle), y: heads - above }, number, ink);
    const y = Math.round(top + at * cell + (cell - 7 * DOT) / 2);
    sheet.write({ x: PAD, y }, number.padStart(2), ink);
    const name = clip(visible(label), NAME_LETTERS).replace('…', '~');
    sheet.write({ x: PAD + textWidth('00 ', DOT) + DOT, y }, name, { colour: words, dot: DOT });
  }
}

function boxOf({ cell, top, left }: Grid, { from, to }: Pair) {
  const size = cell - GAP;
  return { x: left + to * cell, y: top + from * cell, width: size, height: size };
}

function drawCell(grid: Grid, pair: Pair, way: Way | undefined): void {
  const box = boxOf(grid, pair);
  const look = way === undefined ? itself : lookOf(way);
  grid.sheet.fill(box, look.fill);
  const time = way?.state === 'reached' && grid.cell >= TIMED_CELL ? timeOf(way.avgMs) : '';
  const text = look.sign === '' ? time : look.sign;
  const dot = look.sign === '' ? DOT : Math.max(DOT, Math.floor(box.width / 14));
  const x = box.x + Math.round((box.width - textWidth(text, dot)) / 2);
  const y = box.y + Math.round((box.height - 7 * dot) / 2);
  grid.sheet.write({ x, y }, text, { colour: look.ink, dot });
}

/** Both cells of it have a frame: what answers, and what does not. */
function drawOneWay(grid: Grid, { from, to }: Pair): void {
  frame(grid.sheet, boxOf(grid, { from, to }));
  frame(grid.sheet, boxOf(grid, { from: to, to: from }));
}

/** White on the outside, dark within: it stands out of the light cells too. */
function frame(sheet: Sheet, box: Box): void {
  const thick = Math.max(2, Math.floor(box.width / 16));
  sheet.frame(box, { colour: paper, thick: thick + 2 });
  sheet.frame(box, { colour: 0xffffff, thick });
}

function lookOf(way: Way): Look {
  if (way.state !== 'reached') return looks[way.state];
  if (way.lossFraction > 0) return looks.lossy;
  const { avgMs } = way;
  if (avgMs === undefined) return untimed;
  if (avgMs < 1) return looks.instant;
  if (avgMs < 10) return looks.quick;
  return avgMs < 100 ? looks.slow : looks.late;
}

function timeOf(ms: number | undefined): string {
  if (ms === undefined) return '';
  return ms < 10 ? ms.toFixed(1) : String(Math.round(ms));
}

/** Only what is there is explained, in the order of the looks. */
function legend(ways: Ways): readonly (Look & { readonly framed?: boolean })[] {
  const there = new Set(pairsOf(ways).flatMap((pair) => lookOfPair(ways, pair)));
  const framed = oneWay(ways).length > 0;
  return [
    ...Object.values<Look>(looks).filter(({ says }) => there.has(says)),
    ...(framed ? [{ fill: paper, ink: words, sign: '', says: 'one way only', framed }] : []),
  ];
}

function lookOfPair(ways: Ways, pair: Pair): readonly string[] {
  const way = wayAt(ways, pair);
  return way === undefined ? [] : [lookOf(way).says];
}

function drawLegend(sheet: Sheet, shown: ReturnType<typeof legend>, top: number): void {
  for (const [at, { fill, ink, sign, says, framed }] of shown.entries()) {
    const x = PAD + (at % 2) * Math.floor(WIDTH / 2);
    const y = top + Math.floor(at / 2) * LINE;
    const box = { x, y: y - 2, width: 18, height: 18 };
    sheet.fill(box, fill);
    if (framed) frame(sheet, box);
    sheet.write({ x: x + 4, y }, sign, { colour: ink, dot: DOT });
    sheet.write({ x: x + 28, y }, says, { colour: words, dot: DOT });
  }
}
