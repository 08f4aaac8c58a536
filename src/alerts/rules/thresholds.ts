import { span } from '../../format.ts';
import type { Member } from '../incident.ts';
import { type Rule, ruleFor, type Threshold } from './rule.ts';
import type { SignalName } from './signal.ts';
import { figureWords } from './units.ts';

/** As the member's rule holds for it now; absent where the rule is not there any more. */
export function thresholdOf(
  { rule: name, subject }: Pick<Member, 'rule' | 'subject'>,
  rules: readonly Rule[],
): Threshold | undefined {
  const rule = rules.find((one) => one.name === name);
  return rule && ruleFor(rule)(subject);
}

/** What all of the worst of them are over. */
export function leastTrigger(
  members: readonly Member[],
  rules: readonly Rule[],
): number | undefined {
  const critical = members.filter(({ severity }) => severity === 'critical');
  const worst = critical.length > 0 ? critical : members;
  const triggers = worst.flatMap((member) => thresholdOf(member, rules)?.trigger ?? []);
  return triggers.length === 0 ? undefined : Math.min(...triggers);
}

/** `at 80 % for 10 min`, `when it is so for 30 s`. */
export function firesWords(signal: SignalName, { trigger, forMs }: Threshold): string {
  const at = figureWords(signal, trigger);
  return `${at === undefined ? 'when it is so' : `at ${at}`}${lasting(forMs)}`;
}

/** `below 75 % for 5 min`. */
export function clearsWords(signal: SignalName, { clear, clearForMs }: Threshold): string {
  const below = figureWords(signal, clear);
  return `${below === undefined ? 'when it is not' : `below ${below}`}${lasting(clearForMs)}`;
}

function lasting(ms: number): string {
  return ms === 0 ? '' : ` for ${span(ms)}`;
}
