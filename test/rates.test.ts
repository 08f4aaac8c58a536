import { describe, expect, it } from 'vitest';
import { createMeter } from '../src/rates.ts';

const at = (ms: number, busy: number) => ({ at: ms, busy, all: ms });

describe('the meter of CPU shares', () => {
  it('knows nothing from one reading', () => {
    expect(createMeter().share('a', at(1_000, 0))).toBeUndefined();
  });

  it('tells the share between two readings', () => {
    const meter = createMeter();
    meter.share('a', at(1_000, 0));
    expect(meter.isReady('a', 2_000)).toBe(true);
    expect(meter.share('a', at(2_000, 250))).toBe(0.25);
  });

  it('goes back to the reading before where the last is too close', () => {
    const meter = createMeter();
    meter.share('a', at(1_000, 0));
    meter.share('a', at(2_000, 500));
    expect(meter.share('a', at(2_010, 500))).toBeCloseTo(500 / 1_010);
  });

  it('takes no old reading for a present one', () => {
    const meter = createMeter();
    meter.share('a', at(1_000, 0));
    expect(meter.isReady('a', 70_000)).toBe(false);
    expect(meter.share('a', at(70_000, 69_000))).toBeUndefined();
  });

  it('is unknown, never negative, after the counters began anew', () => {
    const meter = createMeter();
    meter.share('a', at(1_000, 900));
    expect(meter.share('a', at(2_000, 10))).toBeUndefined();
  });

  it('keeps machines apart', () => {
    const meter = createMeter();
    meter.share('a', at(1_000, 0));
    expect(meter.isReady('b', 2_000)).toBe(false);
  });

  it('tells how much a counter grows each second, more than one too', () => {
    const meter = createMeter();
    expect(meter.perSecond('a net.0.rx', { at: 1_000, count: 10 })).toBeUndefined();
    expect(meter.perSecond('a net.0.rx', { at: 3_000, count: 4_010 })).toBe(2_000);
    expect(meter.perSecond('a net.0.rx', { at: 4_000, count: 4_010 })).toBe(0);
  });
});
