import { matcher } from '../../inventory/selector.ts';
import { type SignalName, type Subject, signals } from './signal.ts';

export type Severity = 'warning' | 'critical';

/** When a figure is trouble, and when it is over. */
export interface Threshold {
  /** At this value and above, for {@link forMs}, it fires. */
  readonly trigger: number;
  /** Below this value, for {@link clearForMs}, it is over. Never above the trigger. */
  readonly clear: number;
  readonly forMs: number;
  readonly clearForMs: number;
  readonly severity: Severity;
  /** Milliseconds without a value after which nobody saw what was between; as the engine takes it where absent. */
  readonly staleMs?: number | undefined;
}

export interface Rule extends Threshold {
  /** Unique among the rules. */
  readonly name: string;
  readonly signal: SignalName;
  /** Only these: `tag:prod`, `web-*`, `site:kvm`; all where absent. */
  readonly on?: string | undefined;
  /** The last one that fits counts. */
  readonly overrides?: readonly Override[] | undefined;
}

export interface Override extends Partial<Threshold> {
  readonly on: string;
  /** It is not watched by this rule at all. */
  readonly off?: boolean | undefined;
}

/** The rule as it holds for each subject; `undefined` where it does not watch it. */
export function ruleFor(rule: Rule): (subject: Subject) => Threshold | undefined {
  const { kind } = signals[rule.signal];
  const on = rule.on === undefined ? undefined : matcher(rule.on);
  const overrides = (rule.overrides ?? []).map((override) => ({
    fits: matcher(override.on),
    threshold: override.off === true ? undefined : { ...rule, ...given(override) },
  }));
  return (subject) => {
    if (subject.kind !== kind || on?.(subject) === false) return undefined;
    const own = overrides.findLast(({ fits }) => fits(subject));
    return own ? own.threshold : rule;
  };
}

/** Without what is left out. */
function given({ trigger, clear, forMs, clearForMs, severity }: Override): Partial<Threshold> {
  return {
    ...(trigger !== undefined && { trigger }),
    ...(clear !== undefined && { clear }),
    ...(forMs !== undefined && { forMs }),
    ...(clearForMs !== undefined && { clearForMs }),
    ...(severity !== undefined && { severity }),
  };
}
