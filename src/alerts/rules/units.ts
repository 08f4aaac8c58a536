import { percent, span } from '../../format.ts';
import { durationOf } from './duration.ts';
import { type SignalInfo, type SignalName, signals } from './signal.ts';

interface Unit {
  /** `97 %` */
  say(value: number): string;
  /** What the configuration says; undefined for what is no such figure. */
  read(typed: string | number): number | undefined;
  /** What would be right there. */
  readonly wants: string;
}

const DAY = 86_400_000;

/** How a figure of each unit is said and typed; a flag has none. */
const units: Readonly<Record<SignalInfo['unit'], Unit | undefined>> = {
  share: { say: percent, read: shareOf, wants: 'wants a percentage, as 80%' },
  ratio: {
    say: (value) => String(Number(value.toPrecision(3))),
    read: (typed) => (typeof typed === 'number' && typed > 0 ? typed : undefined),
    wants: 'wants a number above 0, as 1.5',
  },
  days: {
    say: (value) => span(value * DAY),
    read: (typed) => timeOf(typed, DAY),
    wants: 'wants a time with its unit, as 7d or 36h',
  },
  ms: {
    say: (value) => (value < 1_000 ? `${Math.round(value)} ms` : span(value)),
    read: (typed) => timeOf(typed, 1),
    wants: 'wants a time with its unit, as 500ms, 10s or 5m',
  },
  count: {
    say: String,
    read: (typed) => (Number.isInteger(typed) && Number(typed) > 0 ? Number(typed) : undefined),
    wants: 'wants a whole number above 0',
  },
  flag: undefined,
};

/** Absent for what is so or is not. */
export function unitOf(signal: SignalName): Unit | undefined {
  return units[signals[signal].unit];
}

/** `97 %`; absent where the signal is so or is not. */
export function figureWords(signal: SignalName, value: number): string | undefined {
  return unitOf(signal)?.say(value);
}

function shareOf(typed: string | number): number | undefined {
  const [, figure] = /^(\d{1,3}(?:\.\d{1,3})?) ?%$/.exec(String(typed)) ?? [];
  const share = Number(figure) / 100;
  return share > 0 && share <= 1 ? share : undefined;
}

function timeOf(typed: string | number, unitMs: number): number | undefined {
  const ms = durationOf(String(typed));
  return ms === undefined || ms === 0 ? undefined : ms / unitMs;
}
