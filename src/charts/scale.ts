import type { ChartBlock } from '../card.ts';

/** The upward axis: from 0 in even steps, each with its words. */
export interface Scale {
  readonly top: number;
  readonly steps: readonly { readonly value: number; readonly words: string }[];
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** A share is drawn out of all of it; anything else up to the next round number above the largest. */
export function scaleOf(unit: ChartBlock['unit'], most: number): Scale {
  switch (unit) {
    case 'fraction':
      return most > 1
        ? evenly(most, { size: 0.01, words: '%' })
        : {
            top: 1,
            steps: [0, 0.25, 0.5, 0.75, 1].map((value) => ({ value, words: `${value * 100} %` })),
          };
    case 'bytes':
    case 'bytes-per-second': {
      const step = stepOf(most);
      const words = `${units[step]}${unit === 'bytes' ? '' : '/s'}`;
      return evenly(most, { size: 1024 ** step, words });
    }
    case 'number':
      return evenly(most, { size: 1, words: '' });
    default:
      return unit satisfies never;
  }
}

function stepOf(value: number): number {
  const step = Math.floor(Math.log2(Math.max(1, value)) / 10);
  return Math.min(units.length - 1, step);
}

const MOST_STEPS = 5;

function evenly(most: number, unit: { readonly size: number; readonly words: string }): Scale {
  const whole = most > 0 ? most / unit.size : 1;
  const width = roundAbove(whole / MOST_STEPS);
  const count = Math.max(1, Math.ceil(whole / width - 1e-9));
  const steps = Array.from({ length: count + 1 }, (_, at) => {
    const value = Number((at * width).toPrecision(6));
    return { value: value * unit.size, words: `${value} ${unit.words}`.trim() };
  });
  return { top: count * width * unit.size, steps };
}

/** 1, 2, 2.5 or 5 with zeros. */
function roundAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const share = [1, 2, 2.5, 5, 10].find((each) => each * power >= value * (1 - 1e-9)) ?? 10;
  return Number((share * power).toPrecision(3));
}
