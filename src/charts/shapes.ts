import { font, sizes } from './look.ts';

/** A shape of echarts' `graphic` component: https://echarts.apache.org/en/option.html#graphic */
export interface Shape {
  readonly type: 'text' | 'line';
  readonly x?: number;
  readonly y?: number;
  readonly shape?: Readonly<Record<string, number>>;
  readonly style: Readonly<Record<string, unknown>>;
}

export interface Writing {
  readonly x: number;
  /** The middle of the line. */
  readonly y: number;
  readonly text: string;
  readonly colour: string;
  readonly size?: keyof typeof sizes;
  readonly align?: 'left' | 'right';
  /** Drawn around the letters, so that lines behind them do not spoil them. */
  readonly halo?: string;
}

export function write({ x, y, text, colour, size = 'text', align = 'left', halo }: Writing): Shape {
  const weight = size === 'title' ? 600 : 400;
  return {
    type: 'text',
    ...{ x, y },
    style: {
      ...{ text, fill: colour, align, verticalAlign: 'middle' },
      ...{ fontFamily: font, fontSize: sizes[size], fontWeight: weight },
      ...(halo !== undefined && { stroke: halo, lineWidth: 3 }),
    },
  };
}

export interface Stroke {
  readonly from: readonly [x: number, y: number];
  readonly to: readonly [x: number, y: number];
  readonly colour: string;
  readonly width?: number;
  readonly dash?: readonly number[];
}

export function draw({ from, to, colour, width = 1, dash = [] }: Stroke): Shape {
  return {
    type: 'line',
    shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] },
    style: {
      ...{ stroke: colour, lineWidth: width },
      ...(dash.length > 0 && { lineDash: [...dash] }),
    },
  };
}

/** In points from the upper left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
