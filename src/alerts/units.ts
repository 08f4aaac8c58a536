import { percent } from '../format.ts';
import { type SignalInfo, type SignalName, signals } from './signal.ts';

type Unit = SignalInfo['unit'];

/** How a figure of each unit is said; a flag has none. */
const said: Readonly<Record<Unit, ((value: number) => string) | undefined>> = {
  share: percent,
  ratio: (value) => String(Number(value.toPrecision(3))),
  flag: undefined,
};

export function unitOf(signal: SignalName): Unit {
  return signals[signal].unit;
}

/** True for what is so or is not. */
export function isFlag(signal: SignalName): boolean {
  return said[unitOf(signal)] === undefined;
}

/** `97 %`; absent where the signal is so or is not. */
export function figureWords(signal: SignalName, value: number): string | undefined {
  return said[unitOf(signal)]?.(value);
}
