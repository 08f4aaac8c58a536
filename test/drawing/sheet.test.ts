import { decode } from 'fast-png';
import { expect, it } from 'vitest';
import { createSheet, textWidth } from '../../src/drawing/sheet.ts';

/** A line of `#` and `.` for each row of pixels. */
function rowsOf(sheet: ReturnType<typeof createSheet>): readonly string[] {
  const { width, height, data } = decode(sheet.png());
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (__, x) => (data[(y * width + x) * 3] ? '#' : '.')).join(''),
  );
}

const ink = { colour: 0xffffff, dot: 1 };

it('letters stand where they are written', () => {
  const sheet = createSheet(11, 7, 0);
  sheet.write({ x: 0, y: 0 }, 'E1', ink);
  expect(rowsOf(sheet)).toEqual([
    '#####...#..',
    '#......##..',
    '#.......#..',
    '####....#..',
    '#.......#..',
    '#.......#..',
    '#####..###.',
  ]);
  expect(textWidth('E1', 1)).toBe(11);
});

it('a letter that is not known is an empty box', () => {
  const sheet = createSheet(5, 7, 0);
  sheet.write({ x: 0, y: 0 }, '機', ink);
  expect(rowsOf(sheet)).toEqual(['#####', '#...#', '#...#', '#...#', '#...#', '#...#', '#####']);
});

it('what stands beyond the edge is cut off', () => {
  const sheet = createSheet(4, 3, 0);
  sheet.frame({ x: 1, y: 1, width: 9, height: 9 }, { colour: 0xffffff, thick: 1 });
  expect(rowsOf(sheet)).toEqual(['....', '.###', '.#..']);
});
