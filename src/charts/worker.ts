import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import type { ChartBlock } from '../card.ts';
import { pngOf, svgOf } from './draw.ts';

/** What it is asked: one chart at a time. */
export interface Asked {
  readonly id: number;
  readonly chart: ChartBlock;
}

/** What it answers: a PNG, or why there is none. */
export type Told = { readonly id: number } & (
  | { readonly png: Uint8Array<ArrayBuffer> }
  | { readonly why: string }
);

const { zone } = z.object({ zone: z.string() }).parse(workerData);

parentPort?.on('message', ({ id, chart }: Asked) => {
  try {
    const png = new Uint8Array(pngOf(svgOf(chart, zone)));
    parentPort?.postMessage({ id, png } satisfies Told, [png.buffer]);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    parentPort?.postMessage({ id, why } satisfies Told);
  }
});
