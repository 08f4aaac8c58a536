import type { ChartBlock } from '../../../src/card.ts';
import { pngOf, svgOf } from '../../../src/charts/draw.ts';
import { createPainter } from '../../../src/charts/painter.ts';
import type { Measured } from '../figure.ts';
import { interleave, quantile, timed } from '../measure.ts';
import { idleStalls, watchStalls } from '../stalls.ts';

const MACHINES = 8;
const MINUTE = 60_000;
/** As many points as a chart of a day has, one every four minutes. */
const POINTS = 360;
const ROUNDS = 60;
const LOOK_MS = 5;

/** A day of eight machines, with a threshold and a mark: the most that one picture is asked for. */
function chartOf(end: number): ChartBlock {
  const from = end - POINTS * 4 * MINUTE;
  const waves = Array.from({ length: MACHINES }, (_, one) => ({
    name: `web-${one + 1}`,
    points: Array.from({ length: POINTS }, (_unused, at) => {
      const value = 0.5 + 0.3 * Math.sin(at / (9 + one)) + 0.1 * Math.sin(at * (one + 2));
      return [from + at * 4 * MINUTE, at % 97 === 0 ? null : value] as const;
    }),
  }));
  return {
    ...{ type: 'chart', title: 'CPU', unit: 'fraction', series: waves, span: { from, to: end } },
    thresholds: [{ value: 0.8, label: 'warning from 80 %', tone: 'warning' }],
    marks: [{ at: end - 600 * MINUTE, until: end - 560 * MINUTE, label: 'backup' }],
  };
}

/** What a picture takes from the question to the PNG, and what the thread that answers people notices of it. */
export async function* measureCharts(signal: AbortSignal): AsyncGenerator<Measured> {
  const chart = chartOf(Date.UTC(2026, 10, 27, 6, 40));
  const painter = createPainter({ zone: 'UTC', log: { warn: () => {} } });
  try {
    const times = await interleave(
      {
        ours: () => timed(() => drawn(painter.draw(chart))),
        alone: () => timed(() => pngOf(svgOf(chart, 'UTC'))),
      },
      { rounds: ROUNDS, warmUp: 5, signal },
    );
    yield {
      figure: `a chart of ${MACHINES} machines over a day as a PNG: p95`,
      ...{ value: quantile(times.ours, 0.95), unit: 'ms' },
      goal: { is: 'at-most', limit: 150 },
      beside: { what: 'the same without the thread', value: quantile(times.alone, 0.95) },
    };
    const idle = idleStalls(LOOK_MS);
    const stalls = watchStalls(LOOK_MS);
    for (let round = 0; round < ROUNDS; round += 1) await drawn(painter.draw(chart));
    yield {
      figure: 'charts one after another: the longest stall of the event loop, of one processor',
      ...{ value: stalls.end(), unit: 'ms', goal: { is: 'below', limit: 50 } },
      beside: { what: 'of a thread that does nothing', value: await idle.end() },
    };
  } finally {
    await painter.close();
  }
}

async function drawn(picture: Promise<Uint8Array | undefined>): Promise<void> {
  if ((await picture) === undefined) throw new Error('a chart was not drawn');
}
