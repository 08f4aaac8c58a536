import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interleave, median, p99, quantile } from './measure.ts';

const { signal } = new AbortController();
const numbers = fc.array(fc.integer(), { minLength: 1 });

describe('statistics', () => {
  it.each([
    { values: [3], middle: 3 },
    { values: [9, 1, 5], middle: 5 },
    { values: [4, 1, 3, 2], middle: 2.5 },
    { values: [1, 1, 1, 1_000], middle: 1 },
  ])('the median of $values is $middle', ({ values, middle }) => {
    expect(median(values)).toBe(middle);
  });

  it('the p99 of a hundred is the second slowest, of fewer the slowest', () => {
    const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);
    expect(p99(hundred)).toBe(99);
    expect(p99(hundred.slice(0, 50))).toBe(100);
  });

  it('a quantile is one of the values, and its share of them is not above it', () => {
    fc.assert(
      fc.property(numbers, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const found = quantile(values, share);
        expect(values).toContain(found);
        const within = values.filter((value) => value <= found).length;
        expect(within).toBeGreaterThanOrEqual(share * values.length);
      }),
    );
  });

  it('half at most lies below the median, and half at most above it', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const middle = median(values);
        const half = values.length / 2;
        expect(values.filter((value) => value < middle).length).toBeLessThanOrEqual(half);
        expect(values.filter((value) => value > middle).length).toBeLessThanOrEqual(half);
      }),
      { examples: [[[1, 2]], [[3, 1, 2]], [[0, 0, -1]]] },
    );
  });

  it('there is no quantile of nothing', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('interleaved rounds', () => {
  it('take each series once a round, in turn forwards and backwards', async () => {
    const taken: string[] = [];
    const series = (name: string) => async () => taken.push(name);
    const both = { a: series('a'), b: series('b') };
    const samples = await interleave(both, { rounds: 4, warmUp: 0, signal });
    expect(taken.join('')).toBe('abbaabba');
    expect(samples).toEqual({ a: [1, 4, 5, 8], b: [2, 3, 6, 7] });
  });

  it('leave out what the rounds before the first gave', async () => {
    let count = 0;
    const one = { a: async () => (count += 1) };
    expect(await interleave(one, { rounds: 2, warmUp: 3, signal })).toEqual({ a: [4, 5] });
  });

  it('end where they are told to stop', async () => {
    const stop = new AbortController();
    const one = {
      async a() {
        stop.abort(new Error('enough'));
        return 0;
      },
    };
    const running = interleave(one, { rounds: 5, warmUp: 0, signal: stop.signal });
    await expect(running).rejects.toThrow('enough');
  });
});
