/** What was measured, the floor or peer measured beside it in the same rounds, and what is wanted. */
export interface Measured {
  readonly figure: string;
  readonly value: number;
  readonly unit: 'ms' | 'calls' | 'cards' | 'notifications' | 'share' | 'bytes';
  readonly beside?: Beside | undefined;
  readonly goal: Goal;
}

export interface Beside {
  readonly what: string;
  readonly value: number;
}

/** `cheaper` and `longer` compare with what was measured beside; the others are limits for the value itself. */
export type Goal =
  | { readonly is: 'cheaper'; readonly atLeast: number }
  | { readonly is: 'longer'; readonly atMost: number }
  | { readonly is: 'at-most'; readonly limit: number }
  | { readonly is: 'at-least'; readonly limit: number }
  | { readonly is: 'below'; readonly limit: number };

/** One line of the result, as `--json` prints it. */
export interface Figure {
  readonly bench: string;
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  readonly beside: number | null;
  readonly ratio: number | null;
  readonly goal: string;
  readonly met: boolean;
}

export function figureOf(bench: string, { figure, value, unit, beside, goal }: Measured): Figure {
  const ratio = ratioOf(goal, value, beside?.value);
  return {
    bench,
    figure,
    value: rounded(value),
    unit,
    beside: beside === undefined ? null : rounded(beside.value),
    ratio: ratio === null ? null : rounded(ratio),
    goal: goalText(goal, unit),
    met: isMet(goal, value, ratio),
  };
}

/** `core  vm list: p99 1.87 ms | a bare pass over the names 0.21 ms | goal < 5 ms | met`. */
export function lineOf(figure: Figure, beside: Beside | undefined): string {
  return [
    `${figure.bench}  ${figure.figure}: ${figure.value} ${figure.unit}`,
    ...(beside === undefined ? [] : [`${beside.what}: ${figure.beside} ${figure.unit}`]),
    ...(figure.ratio === null ? [] : [`ratio ${figure.ratio}`]),
    `goal ${figure.goal}`,
    figure.met ? 'met' : 'MISSED',
  ].join(' | ');
}

/** Null where the goal is a ceiling: what stands beside it is then only to judge the machine by. */
function ratioOf(goal: Goal, value: number, beside = Number.NaN): number | null {
  if (goal.is === 'cheaper') return beside / value;
  return goal.is === 'longer' ? value / beside : null;
}

/** Decided before anything is rounded; what could not be compared is not met. */
function isMet(goal: Goal, value: number, ratio: number | null): boolean {
  switch (goal.is) {
    case 'cheaper':
      return ratio !== null && ratio >= goal.atLeast;
    case 'longer':
      return ratio !== null && ratio <= goal.atMost;
    case 'at-most':
      return value <= goal.limit;
    case 'at-least':
      return value >= goal.limit;
    case 'below':
      return value < goal.limit;
    default:
      return goal satisfies never;
  }
}

function goalText(goal: Goal, unit: Measured['unit']): string {
  switch (goal.is) {
    case 'cheaper':
      return `>= ${goal.atLeast}x cheaper`;
    case 'longer':
      return `<= ${goal.atMost}x`;
    case 'at-most':
      return `<= ${goal.limit} ${unit}`;
    case 'at-least':
      return `>= ${goal.limit} ${unit}`;
    case 'below':
      return `< ${goal.limit} ${unit}`;
    default:
      return goal satisfies never;
  }
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
