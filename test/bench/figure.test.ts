import { describe, expect, it } from 'vitest';
import { figureOf, type Goal, lineOf } from './figure.ts';

function judged(value: number, goal: Goal, beside?: number) {
  const measured = { figure: 'list', value, unit: 'ms', goal } as const;
  return figureOf('core', {
    ...measured,
    beside: beside === undefined ? undefined : { what: 'floor', value: beside },
  });
}

describe('a figure', () => {
  it('says how many times cheaper than its peer it is', () => {
    const goal = { is: 'cheaper', atLeast: 20 } as const;
    expect(judged(0.5, goal, 10)).toEqual({
      bench: 'core',
      figure: 'list',
      value: 0.5,
      unit: 'ms',
      beside: 10,
      ratio: 20,
      goal: '>= 20x cheaper',
      met: true,
    });
    expect(judged(0.6, goal, 10).met).toBe(false);
  });

  it('says how many times as long as its floor it takes', () => {
    const goal = { is: 'longer', atMost: 1.2 } as const;
    expect(judged(12, goal, 10)).toMatchObject({ ratio: 1.2, goal: '<= 1.2x', met: true });
    expect(judged(12.1, goal, 10)).toMatchObject({ ratio: 1.21, met: false });
  });

  it('has no ratio under a ceiling, whatever stands beside it', () => {
    expect(judged(30, { is: 'at-most', limit: 30 }, 4)).toMatchObject({ ratio: null, met: true });
    expect(judged(5, { is: 'below', limit: 5 })).toMatchObject({ beside: null, met: false });
  });

  it('is judged before it is rounded', () => {
    const just = judged(12.000_001, { is: 'longer', atMost: 1.2 }, 10);
    expect(just).toMatchObject({ value: 12, ratio: 1.2, met: false });
  });

  it('misses its goal where the peer could not be measured', () => {
    expect(judged(1, { is: 'cheaper', atLeast: 20 }).met).toBe(false);
    expect(judged(Number.NaN, { is: 'below', limit: 5 }).met).toBe(false);
  });

  it('is one line for people', () => {
    const figure = judged(7, { is: 'below', limit: 5 }, 0.25);
    expect(lineOf(figure, { what: 'a bare pass', value: 0.25 })).toBe(
      'core  list: 7 ms | a bare pass: 0.25 ms | goal < 5 ms | MISSED',
    );
  });
});
