import type { Tone } from '../card.ts';
import { count } from '../format.ts';
import type { Incident, Member } from './incident.ts';
import type { Rule, Severity } from './rules/rule.ts';
import { OWN_SITE, type SignalName, type Subject, signals } from './rules/signal.ts';
import { leastTrigger } from './rules/thresholds.ts';
import { figureWords, unitOf } from './rules/units.ts';

/** `CPU of web-1 over 80 %`, `web-1: backup is late (8 d)`, `3 machines on kvm-a: crashed`, `kvm-a does not answer`. */
export function whatOf(incident: Incident, rules: readonly Rule[]): string {
  const { signal } = incident;
  const who = whoOf(incident);
  if (signal === 'no-data') return `No figures of ${who}`;
  const room = roomIn(signal);
  if (room === undefined) return `${withoutRoom(signal, who)}${worstWords(incident, signal)}`;
  const about = capital(signals[signal].words.replace(room, () => ` of ${who}`));
  const trigger = leastTrigger(currentOf(incident), rules);
  const over = trigger === undefined ? undefined : figureWords(signal, trigger);
  return over === undefined ? about : `${about} over ${over}`;
}

/** `web-1`; of several, how many and where. Those that it was about, where it is over for all. */
function whoOf(incident: Incident): string {
  const { host, site } = incident;
  const [only, ...others] = subjectsOf(incident);
  if (only === undefined) return site;
  if (others.length === 0) return only.name;
  return `${count(others.length + 1, only.kind)} ${host ? `on ${host}` : placeOf(site)}`;
}

/** `of site kvm`; the bot's own is no site. */
export function placeOf(site: string): string {
  return site === OWN_SITE ? `of ${site}` : `of site ${site}`;
}

/** Those that fire, or all where none does any more. */
export function currentOf({ members }: Pick<Incident, 'members'>): readonly Member[] {
  const firing = members.filter(({ until }) => until === undefined);
  return firing.length > 0 ? firing : members;
}

/** The same, each thing once, in the order in which they came. */
export function subjectsOf(incident: Pick<Incident, 'members'>): readonly Subject[] {
  const all = currentOf(incident).map(({ subject }) => [subject.key, subject] as const);
  return [...new Map(all).values()];
}

/** Whether {@link whatOf} tells the figure that it is over. */
export function saysOver({ signal }: Pick<Incident, 'signal'>): boolean {
  return signal !== 'no-data' && roomIn(signal) !== undefined && unitOf(signal) !== undefined;
}

/** Words such as `CPU of a machine` have room for a name. */
function roomIn(signal: SignalName): string | undefined {
  return / of an? [a-z]+/.exec(signals[signal].words)?.[0];
}

/** The name stands for the kind where the words begin with that, else before them. */
function withoutRoom(signal: SignalName, who: string): string {
  const { words, kind } = signals[signal];
  const [first, ...others] = words.split(' ');
  return first === kind ? [who, ...others].join(' ') : `${who}: ${words}`;
}

function worstWords({ peak }: Incident, signal: SignalName): string {
  const words = peak === undefined ? undefined : figureWords(signal, peak);
  return words === undefined ? '' : ` (${words})`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
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
