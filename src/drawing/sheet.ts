import { encode } from 'fast-png';
import { LETTER_HEIGHT, LETTER_WIDTH, letterColumns } from './letters.ts';

/** In pixels from the upper left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** `0xrrggbb`. */
export type Colour = number;

export interface Ink {
  readonly colour: Colour;
  /** Pixels for each dot of a letter, a whole number, so that its edges stay sharp. */
  readonly dot: number;
}

/** A picture without transparency, which looks the same on a dark and on a light page. */
export interface Sheet {
  fill(box: Box, colour: Colour): void;
  /** Its border inside of the box. */
  frame(box: Box, line: { readonly colour: Colour; readonly thick: number }): void;
  /** Letters of one width from that upper left corner; those outside of ASCII are empty boxes. */
  write(at: Pick<Box, 'x' | 'y'>, text: string, ink: Ink): void;
  png(): Buffer;
}

export function createSheet(width: number, height: number, background: Colour): Sheet {
  const data = Buffer.alloc(width * height * 3);
  const fill = (box: Box, colour: Colour) => {
    const [left, right] = [Math.max(0, box.x), Math.min(width, box.x + box.width)];
    const [top, bottom] = [Math.max(0, box.y), Math.min(height, box.y + box.height)];
    for (let y = top; y < bottom; y += 1) {
      for (let x = left; x < right; x += 1) data.writeUIntBE(colour, (y * width + x) * 3, 3);
    }
  };
  fill({ x: 0, y: 0, width, height }, background);
  return {
    fill,
    frame({ x, y, width: w, height: h }, { colour, thick }) {
      fill({ x, y, width: w, height: thick }, colour);
      fill({ x, y: y + h - thick, width: w, height: thick }, colour);
      fill({ x, y, width: thick, height: h }, colour);
      fill({ x: x + w - thick, y, width: thick, height: h }, colour);
    },
    write({ x, y }, text, { colour, dot }) {
      for (const [at, letter] of [...text].entries()) {
        for (const [column, row] of dotsOf(letter)) {
          const left = x + (at * (LETTER_WIDTH + 1) + column) * dot;
          fill({ x: left, y: y + row * dot, width: dot, height: dot }, colour);
        }
      }
    },
    png: () => Buffer.from(encode({ width, height, data, channels: 3, depth: 8 })),
  };
}

/** Pixels that a text takes. */
export function textWidth(text: string, dot: number): number {
  return Math.max(0, [...text].length * (LETTER_WIDTH + 1) - 1) * dot;
}

function dotsOf(letter: string): readonly (readonly [column: number, row: number])[] {
  return letterColumns(letter).flatMap((bits, column) =>
    Array.from({ length: LETTER_HEIGHT }, (_, row) => row)
      .filter((row) => (bits >> row) & 1)
      .map((row) => [column, row] as const),
  );
}
