import { Buffer } from 'node:buffer';
import type { Card, ChartBlock } from '../card.ts';
import { figureWords, spanOfChart } from '../drawing/figures.ts';
import { span } from '../format.ts';
import type { Painter } from './painter.ts';

/** A chart as a chat shows it. */
export interface ChartPicture {
  /** A PNG, base64. */
  readonly png: string;
  /** What it shows, in words. */
  readonly alt: string;
}

/** The charts of a card that were drawn; each other one is told with block characters. */
export type ChartPictures = ReadonlyMap<ChartBlock, ChartPicture>;

const noPictures: ChartPictures = new Map();

export async function picturesOf(card: Card, painter: Painter | undefined): Promise<ChartPictures> {
  const charts = (card.blocks ?? []).filter((block) => block.type === 'chart');
  if (charts.length === 0 || painter === undefined) return noPictures;
  const drawn = await Promise.all(
    charts.map(async (chart) => {
      const png = await painter.draw(chart);
      return png ? [[chart, { png: encoded(png), alt: chartWords(chart) }] as const] : [];
    }),
  );
  return new Map(drawn.flat());
}

const encoded = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64');

/** `CPU over 24 h: web-1 now 37 %, min 2 %, max 95 %; web-2 unknown`. */
export function chartWords(chart: ChartBlock): string {
  const { title, unit, series } = chart;
  const time = spanOfChart(chart) ?? { from: 0, to: 0 };
  const over = time.to > time.from ? ` over ${span(time.to - time.from)}` : '';
  const said = series.map((one) => `${one.name} ${figureWords(one, { unit, end: time.to })}`);
  return `${title}${over}: ${said.join('; ') || 'no values'}`;
}
