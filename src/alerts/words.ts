import type { Tone } from '../card.ts';
import { count, span } from '../format.ts';
import type { Incident, Member } from './incident.ts';
import { type Rule, ruleFor, type Severity, type Threshold } from './rule.ts';
import { type SignalName, signals } from './signal.ts';
import { figureWords, unitOf } from './units.ts';

/** `CPU of web-1 over 80 %`, `3 machines on kvm-a: crashed`, `kvm-a does not answer`. */
export function whatOf(incident: Incident, rules: readonly Rule[]): string {
  const { signal, site } = incident;
  if (signal === 'no-data') return `No figures of ${site}`;
  const about = troubleOf(signal, whoOf(incident));
  const trigger = unitOf(signal) === undefined ? undefined : leastTrigger(incident, rules);
  const over = trigger === undefined ? undefined : figureWords(signal, trigger);
  return over === undefined ? about : `${about} over ${over}`;
}

/** `web-1`; of several, how many on which host. Those that it was about, where it is over for all. */
export function whoOf(incident: Incident): string {
  const { host, site } = incident;
  const names = new Set(currentOf(incident).map(({ subject }) => subject.key));
  const [first] = currentOf(incident);
  if (first === undefined) return site;
  const thing = first.subject.kind;
  return names.size === 1 ? first.subject.name : `${count(names.size, thing)} on ${host ?? site}`;
}

/** Those that fire, or all where none does any more. */
export function currentOf({ members }: Pick<Incident, 'members'>): readonly Member[] {
  const firing = members.filter(({ until }) => until === undefined);
  return firing.length > 0 ? firing : members;
}

/** The words of a signal with a name in them: ` of a machine` makes room for one, so does its first word. */
export function troubleOf(signal: SignalName, who: string): string {
  const { words, kind } = signals[signal];
  const place = / of an? [a-z]+/.exec(words);
  if (place) return capital(words.replace(place[0], () => ` of ${who}`));
  const [first = '', ...others] = words.split(' ');
  return first === kind ? [who, ...others].join(' ') : `${who}: ${words}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** As the member's rule holds for it now; absent where the rule is not there any more. */
export function thresholdOf(
  { rule: name, subject }: Pick<Member, 'rule' | 'subject'>,
  rules: readonly Rule[],
): Threshold | undefined {
  const rule = rules.find((one) => one.name === name);
  return rule && ruleFor(rule)(subject);
}

/** What all of them are over. */
function leastTrigger(incident: Incident, rules: readonly Rule[]): number | undefined {
  const worst = currentOf(incident).filter(({ severity }) => severity === incident.severity);
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

/** `97 %`; absent where it has no figure. */
export function peakWords({ signal, peak }: Pick<Incident, 'signal' | 'peak'>): string | undefined {
  if (signal === 'no-data' || peak === undefined) return undefined;
  return figureWords(signal, peak);
}

const tones = { critical: 'danger', warning: 'warning' } as const satisfies Record<Severity, Tone>;

export function severityTone(severity: Severity): Tone {
  return tones[severity];
}
