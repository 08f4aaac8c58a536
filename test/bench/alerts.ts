import { measureCharts } from './alerts/charts.ts';
import { measureCycle } from './alerts/cycle.ts';
import { measureDay } from './alerts/day.ts';
import { measureNoise } from './alerts/noise.ts';
import { measurePolling } from './alerts/polling.ts';
import type { Measured } from './figure.ts';

/** How often a team is disturbed and how rightly, and what it costs to look and to ask. */
export async function* alerts(signal: AbortSignal): AsyncGenerator<Measured> {
  yield* measureNoise();
  yield* measureDay(signal);
  yield* measureCycle(signal);
  yield* measureCharts(signal);
  yield* measurePolling(signal);
}
