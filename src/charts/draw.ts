import { fileURLToPath } from 'node:url';
import { Resvg } from '@resvg/resvg-js';
import { LineChart } from 'echarts/charts';
import {
  GraphicComponent,
  GridComponent,
  MarkAreaComponent,
  MarkLineComponent,
} from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { ChartBlock } from '../card.ts';
import { font } from './look.ts';
import { drawingOf, WIDTH } from './option.ts';

use([
  ...[LineChart, GridComponent, GraphicComponent],
  ...[MarkAreaComponent, MarkLineComponent, SVGRenderer],
]);

/** Pixels for each point: sharp on a phone, and as wide as Discord shows a picture on a dense screen. */
const ZOOM = 2.5;

/** Scripts that Inter has no letters of; looking for fonts of this machine takes a while. */
const foreign = /[\u0530-\u1fff\u2300-\u{10ffff}]/u;

const fontFiles = [
  import.meta.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'),
  import.meta.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'),
].map((url) => fileURLToPath(url));

/** The chart as SVG; text in it is text. */
export function svgOf(chart: ChartBlock, zone: string): string {
  const { height, option } = drawingOf(chart, zone);
  const drawn = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  try {
    drawn.setOption(option);
    return drawn.renderToSVGString();
  } finally {
    drawn.dispose();
  }
}

/** The same as a PNG. */
export function pngOf(svg: string): Buffer {
  return new Resvg(svg, {
    fitTo: { mode: 'zoom', value: ZOOM },
    font: { fontFiles, defaultFontFamily: font, loadSystemFonts: foreign.test(svg) },
  })
    .render()
    .asPng();
}
