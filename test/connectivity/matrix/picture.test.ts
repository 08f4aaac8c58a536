import { decode } from 'fast-png';
import { expect, it } from 'vitest';
import { drawMatrix } from '../../../src/connectivity/matrix/picture.ts';
import { type Row, readWays } from '../../../src/connectivity/matrix/ways.ts';
import { answer, member, row } from './members.ts';

const vermilion = 0xd55e00;
const white = 0xffffff;

function drawn(rows: readonly Row[], members = rows.map((_, at) => member(at + 1))) {
  const { width, height, data } = decode(drawMatrix(members, readWays(members, rows)));
  const pixels = new Map<number, number>();
  for (let at = 0; at < data.length; at += 3) {
    const colour = (Number(data[at]) << 16) + (Number(data[at + 1]) << 8) + Number(data[at + 2]);
    pixels.set(colour, (pixels.get(colour) ?? 0) + 1);
  }
  return { width, height, count: (colour: number) => pixels.get(colour) ?? 0 };
}

it('a way that does not answer has a colour of its own, an asymmetric one a frame', () => {
  const good = drawn([row(answer(2, 3)), row(answer(1, 3))]);
  const silent = drawn([row(answer(2, 0)), row(answer(1, 0))]);
  const oneWay = drawn([row(answer(2, 0)), row(answer(1, 3))]);
  expect(good.count(vermilion)).toBe(0);
  expect(silent.count(vermilion)).toBeGreaterThan(oneWay.count(vermilion));
  expect(oneWay.count(vermilion)).toBeGreaterThan(1000);
  expect(oneWay.count(white)).toBeGreaterThan(silent.count(white));
});

it('a picture of many is as wide as one of few, and little higher', () => {
  const rows = Array.from({ length: 20 }, () => ({ why: 'it is off' }));
  const [few, many] = [drawn(rows.slice(0, 2)), drawn(rows)];
  expect(many.width).toBe(few.width);
  expect(many.height).toBeLessThan(few.width);
});

it('names of any letters and any length are drawn', () => {
  const labels = ['機械', '\u202eevil', 'x'.repeat(300), ''];
  const members = labels.map((label, at) => member(at + 1, { label }));
  expect(
    drawn(
      labels.map(() => row()),
      members,
    ).width,
  ).toBe(720);
});
