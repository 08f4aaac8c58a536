import type { Figures } from './levels.ts';
import type { Rule, Threshold } from './rule.ts';
import type { Subject } from './signal.ts';

/** A rule that turned on one subject. */
export interface Turned {
  readonly subject: Subject;
  readonly rule: Rule;
  readonly severity: Threshold['severity'];
  readonly figures: Figures;
}
