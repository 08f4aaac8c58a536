import { expect, test } from 'vitest';
import { placeThresholds } from '../../src/charts/thresholds.ts';

const plot = { x: 50, y: 40, width: 300, height: 150 };
/** Of 0 to 100 %. */
const line = (percent: number, label: string) => ({
  label,
  y: plot.y + plot.height * (1 - percent / 100),
});
const places = (...lines: readonly ReturnType<typeof line>[]) =>
  placeThresholds(lines, plot).map((one) => one && `${one.align} ${Math.round(one.y)}`);

test('the words of a threshold stand above its line, or below it at the edge', () => {
  expect(places(line(80, 'warning from 80 %'))).toEqual(['left 62']);
  expect(places(line(95, 'critical from 95 %'))).toEqual(['left 57']);
});

test('those of two that are near each other do not stand on each other', () => {
  expect(places(line(80, 'warning from 80 %'), line(95, 'critical from 95 %'))).toEqual([
    'left 62',
    'right 57',
  ]);
  expect(places(line(50, 'warning from 50 %'), line(52, 'critical from 52 %'))).toEqual([
    'left 107',
    'right 104',
  ]);
});

test('where all is taken the line stands alone', () => {
  const many = [50, 50, 50, 50, 50].map((value) => line(value, 'warning from 50 %'));
  expect(places(...many)).toEqual(['left 107', 'right 107', 'left 124', 'right 124', undefined]);
});
