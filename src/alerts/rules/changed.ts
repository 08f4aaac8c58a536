import type { Severity, Threshold } from './rule.ts';
import type { SignalName } from './signal.ts';
import { unitOf } from './units.ts';

/** What is written of a threshold; all that is left out stays as it is. Times are milliseconds. */
export interface Change {
  readonly trigger?: string | number | undefined;
  readonly clear?: string | number | undefined;
  readonly for?: number | undefined;
  readonly clearFor?: number | undefined;
  readonly severity?: Severity | undefined;
}

export interface Changing {
  readonly signal: SignalName;
  readonly from: Threshold;
  readonly change: Change;
  /** Its path in the file. */
  readonly at: string;
}

export interface Changed {
  readonly threshold: Threshold;
  readonly problems: readonly string[];
}

/** The threshold with the change; a clear that is not said keeps its distance from the trigger. */
export function changed({ signal, from, change, at }: Changing): Changed {
  const { trigger, clear, problems } = figuresOf({ signal, from, change, at });
  return {
    threshold: {
      ...{ trigger, clear },
      forMs: change.for ?? from.forMs,
      clearForMs: change.clearFor ?? from.clearForMs,
      severity: change.severity ?? from.severity,
    },
    problems,
  };
}

interface Figures extends Pick<Threshold, 'trigger' | 'clear'> {
  readonly problems: readonly string[];
}

function figuresOf({ signal, from, change, at }: Changing): Figures {
  const unit = unitOf(signal);
  if (unit === undefined) {
    const given = (['trigger', 'clear'] as const).filter((key) => change[key] !== undefined);
    const problems = given.map(
      (key) => `${at}.${key}: ${signal} is so or is not: it has no figure`,
    );
    return { trigger: from.trigger, clear: from.clear, problems };
  }
  const read = (key: 'trigger' | 'clear') => {
    const typed = change[key];
    const value = typed === undefined ? undefined : unit.read(typed);
    return { value, wrong: typed !== undefined && value === undefined };
  };
  const [up, down] = [read('trigger'), read('clear')];
  const trigger = up.value ?? from.trigger;
  const clear = down.value ?? moved(from, trigger);
  const problems = [
    ...(up.wrong ? [`${at}.trigger: ${unit.wants}`] : []),
    ...(down.wrong ? [`${at}.clear: ${unit.wants}`] : []),
    ...(clear > trigger ? [`${at}.clear: wants at most the trigger, ${unit.say(trigger)}`] : []),
  ];
  return { trigger, clear, problems };
}

/** As far below as before, in whole millionths: 0.6 less 0.05 is 0.55. */
function moved({ trigger: before, clear }: Threshold, trigger: number): number {
  const below = Math.round((trigger - (before - clear)) * 1e6) / 1e6;
  return below > 0 ? below : trigger;
}
