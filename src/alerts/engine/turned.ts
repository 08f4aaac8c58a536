import type { Figures } from '../rules/levels.ts';
import type { Rule, Threshold } from '../rules/rule.ts';
import type { Subject } from '../rules/signal.ts';

/** A rule that turned on one subject. */
export interface Turned {
  readonly subject: Subject;
  readonly rule: Rule;
  readonly severity: Threshold['severity'];
  readonly figures: Figures;
}
