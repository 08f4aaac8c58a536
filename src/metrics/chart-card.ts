import type { Card } from '../card.ts';
import type { CommandContext } from '../command.ts';
import { count } from '../format.ts';
import { type Charted, type Figure, pastChart } from './chart.ts';
import { type Last, matchSeries, metricsOf, spanOf } from './kept.ts';
import type { Thing } from './sample.ts';

/** What was asked for. */
export interface ChartAsked {
  readonly figure: Figure;
  readonly last: Last;
  readonly wanted: readonly { readonly thing: Thing; readonly as: string }[];
}

/** More lines than this nobody can tell apart. */
const MOST_THINGS = 8;

/** The past of each side by side; what has no figures is named. */
export async function chartCard(
  { figure, last, wanted }: ChartAsked,
  context: CommandContext,
): Promise<Card> {
  const metrics = metricsOf(context);
  const shown = wanted.slice(0, MOST_THINGS);
  const sites = [...new Set(shown.map(({ thing }) => thing.site))];
  const found = matchSeries(await metrics.series(sites), shown);
  const charted = found.map(({ number, as }): Charted => ({ number, name: as }));
  const span = spanOf(last, context.now());
  const past = await metrics.past({ series: found.map(({ number }) => number), ...span });
  const chart = pastChart(figure, charted, { past, span });
  const measured = chart.series.filter(({ points }) => points.some(([, value]) => value !== null));
  const silent = shown
    .map(({ as }) => as)
    .filter(
      (name) => !measured.some((one) => one.name === name || one.name.startsWith(`${name} `)),
    );
  return {
    title: `${chart.title} of ${titleOf(shown.map(({ as }) => as))}, last ${last}`,
    blocks: [
      ...(measured.length > 0 ? [{ ...chart, series: measured }] : []),
      ...(silent.length > 0 ? [{ type: 'text', text: nothingOf(silent) } as const] : []),
      ...(wanted.length > shown.length
        ? [{ type: 'text', text: `Only the first ${MOST_THINGS} of ${wanted.length}.` } as const]
        : []),
    ],
  };
}

function titleOf(names: readonly string[]): string {
  const [only] = names;
  return names.length === 1 && only !== undefined ? only : count(names.length, 'machine');
}

function nothingOf(names: readonly string[]): string {
  return `No such figures were kept of ${names.join(', ')} in that time: the service measures what it polls (npm start -- serve).`;
}
