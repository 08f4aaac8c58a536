import type { Block } from '../card.ts';
import { ago } from '../format.ts';
import type { SiteAnswer } from '../inventory.ts';

/**
 * One line for each site that did not answer: why, and how old what is shown of it is; and for each gap. Lines beyond
 * `most` are counted.
 */
export function problemBlocks(
  answers: readonly SiteAnswer<unknown>[],
  now: number,
  most = Number.POSITIVE_INFINITY,
): readonly Block[] {
  const silent = Map.groupBy(
    answers.filter(({ problem }) => problem !== undefined),
    ({ site }) => site,
  );
  const lines = [
    ...[...silent].map(([site, its]) => problemLine(site, its, now)),
    ...answers.flatMap(({ site, gaps = [] }) => gaps.map((gap) => `${site}: ${gap}`)),
  ];
  const more = lines.length - most;
  const shown = more > 0 ? [...lines.slice(0, most), `And ${more} more.`] : lines;
  return lines.length === 0 ? [] : [{ type: 'text', text: shown.join('\n') }];
}

export function hasProblem(answers: readonly SiteAnswer<unknown>[]): boolean {
  return answers.some(({ problem, gaps = [] }) => problem !== undefined || gaps.length > 0);
}

/** For a card's last line: the age of its oldest figures. */
export function agesOf(answers: readonly SiteAnswer<unknown>[], now: number): string | undefined {
  const times = answers.flatMap((answer) => answer.at ?? []);
  return times.length === 0 ? undefined : `Figures read ${ago(Math.min(...times), now)}`;
}

function problemLine(site: string, answers: readonly SiteAnswer<unknown>[], now: number): string {
  const times = answers.flatMap(({ at }) => at ?? []);
  const known =
    times.length === 0
      ? 'nothing is known of it'
      : `what is shown of it was read ${ago(Math.min(...times), now)}`;
  const { problem = '', hint } = answers[0] ?? {};
  const help = hint === undefined ? '' : ` ${hint}`;
  return `${site}: ${problem.replace(/\.$/, '')}; ${known}.${help}`;
}
