import { droppedWords } from '../alerts/engine/dropped.ts';
import type { Incident, Member } from '../alerts/incident.ts';
import type { Telling } from '../alerts/reach/reached.ts';
import type { KeptIncident } from '../alerts/records.ts';
import type { Rule } from '../alerts/rules/rule.ts';
import { signals } from '../alerts/rules/signal.ts';
import { clearsWords, firesWords, thresholdOf } from '../alerts/rules/thresholds.ts';
import { figureWords } from '../alerts/rules/units.ts';
import {
  currentOf,
  peakWords,
  placeOf,
  saysOver,
  severityTone,
  subjectsOf,
  whatOf,
} from '../alerts/words.ts';
import type { Block, Card, Field, Tone } from '../card.ts';
import { span } from '../format.ts';
import { when } from '../time/moment.ts';
import { missedCard } from './alerts-missed.ts';
import { memberBlocks } from './incident-members.ts';
import { incidentAnswers, incidentOffers } from './incident-offers.ts';

/** The one card of an incident through its life, and the short reply that rings. Drawn anew from its data each time. */
export interface IncidentCards {
  card(incident: KeptIncident): Card;
  /** `waitedMs`: for how long nobody has acknowledged it. */
  notice(incident: KeptIncident, why: Telling['why'], waitedMs?: number): Card;
  /** What was held back in quiet hours, and was over before they were. */
  missed(incidents: readonly KeptIncident[]): Card;
}

/** As many members as a phone shows; `alert show` has more. */
const ROWS = 15;

/** For a channel: with the actions of everybody, of whom each click is judged anew. */
export function incidentCards(rules: readonly Rule[]): IncidentCards {
  return {
    card: (incident) => ({
      ...incidentCard(incident, { rules, rows: ROWS }),
      actions: incidentOffers(incident).map(({ needs: _, ...action }) => action),
    }),
    notice: (incident, why, waitedMs) => ({
      title: noticeTitle(incident, { why, rules, waitedMs }),
      tone: toneOf(incident),
      ...(wantsSomebody(incident, why) && { actions: incidentAnswers(incident) }),
    }),
    missed: (incidents) => missedCard(incidents, rules),
  };
}

/** A reply that calls is what is seen first on a phone: it can be answered where it stands. */
function wantsSomebody({ state }: Incident, why: Telling['why']): boolean {
  return state === 'firing' && (why === 'escalated' || why === 'unmuted' || why === 'unanswered');
}

export interface Drawing {
  readonly rules: readonly Rule[];
  /** Members that are named; more are counted. */
  readonly rows: number;
}

/** The card without its actions. */
export function incidentCard(incident: KeptIncident, { rules, rows }: Drawing): Card {
  return {
    title: titleOf(incident, rules),
    tone: toneOf(incident),
    blocks: [
      { type: 'fields', fields: fieldsOf(incident, rules) },
      ...remarks(incident),
      ...memberBlocks(incident, { rows, since: rows > ROWS }),
    ],
    footer: `Alert ${incident.number}`,
  };
}

/** What is read on a phone that is locked. */
function titleOf(incident: Incident, rules: readonly Rule[]): string {
  const what = whatOf(incident, rules);
  switch (incident.state) {
    case 'firing':
      return `${what}${firedAfter(incident, rules)}`;
    case 'acknowledged':
      return `${what}, acknowledged`;
    case 'resolved':
      return incident.dropped === undefined
        ? `Resolved: ${what}, it lasted ${lastedOf(incident)}`
        : `Not watched any more: ${what}, after ${lastedOf(incident)}`;
    default:
      return incident.state satisfies never;
  }
}

/** For how long each was over at the least before it was said: that stays true however old the card is. */
function firedAfter(incident: Incident, rules: readonly Rule[]): string {
  if (!saysOver(incident)) return '';
  const times = currentOf(incident).flatMap((one) => thresholdOf(one, rules)?.forMs ?? []);
  const ms = times.length === 0 ? 0 : Math.min(...times);
  return ms === 0 ? '' : ` for ${span(ms)}`;
}

function lastedOf({ startedAt, endedAt }: Incident): string {
  return span(endedAt === undefined ? undefined : endedAt - startedAt);
}

/** What somebody looks after is not as loud as what nobody does. */
function toneOf({ state, severity, dropped }: Incident): Tone {
  if (state === 'resolved') return dropped === undefined ? 'success' : 'neutral';
  if (state === 'firing') return severityTone(severity);
  return severity === 'critical' ? 'warning' : 'neutral';
}

function fieldsOf(incident: Incident, rules: readonly Rule[]): readonly Field[] {
  const { severity, startedAt, endedAt, acknowledged, noDataSince } = incident;
  return [
    { label: 'Severity', value: severity, tone: severityTone(severity) },
    { label: 'Where', value: whereOf(incident) },
    { label: 'Fired', value: when(startedAt) },
    ...(endedAt === undefined
      ? []
      : [
          { label: 'Ended', value: when(endedAt) },
          { label: 'Lasted', value: lastedOf(incident) },
        ]),
    ...figureFields(incident),
    ...(noDataSince === undefined ? [] : [{ label: 'No figures since', value: when(noDataSince) }]),
    ...(acknowledged ? [{ label: 'Acknowledged', value: ackOf(acknowledged) }] : []),
    ...ruleFields(incident, rules),
  ];
}

/** The last figure is as old as the card: it is never said to be that of now. */
function figureFields(incident: Incident): readonly Field[] {
  const peak = peakWords(incident);
  if (peak === undefined) return [];
  if (incident.state === 'resolved') return [{ label: 'Peak', value: peak }];
  const [only, ...others] = currentOf(incident);
  const last = only && others.length === 0 ? figureWords(only.signal, only.value) : undefined;
  return [
    ...(last === undefined ? [] : [{ label: 'Last figure', value: last }]),
    { label: 'Peak so far', value: peak },
  ];
}

function ackOf({ by, at }: NonNullable<Incident['acknowledged']>): Field['value'] {
  const moment = when(at);
  return typeof moment === 'string' ? by : { ...moment, note: `by ${by}` };
}

/** `web-1 on kvm-a of site kvm` */
function whereOf(incident: Incident): string {
  const { site, host } = incident;
  const place = [host, placeOf(site)].filter((part) => part).join(' ');
  const [only, ...others] = subjectsOf(incident);
  if (only === undefined || others.length > 0 || only.kind === 'host') return place;
  return `${only.name}${host ? ' on' : ''} ${place}`;
}

/** One line for each rule that it fired by, as it holds for the first that did. */
function ruleFields(incident: Incident, rules: readonly Rule[]): readonly Field[] {
  const byRule = new Map(currentOf(incident).map((member) => [member.rule, member] as const));
  return [...byRule.values()].map((member) => {
    const threshold = thresholdOf(member, rules);
    const words = threshold
      ? `fires ${firesWords(member.signal, threshold)}, clears ${clearsWords(member.signal, threshold)}`
      : 'it is not in the configuration any more';
    return { label: `Rule ${member.rule}`, value: words };
  });
}

function remarks(incident: Incident): readonly Block[] {
  const lines = incident.state === 'resolved' ? remarksAfter(incident) : remarksNow(incident);
  return lines.length === 0 ? [] : [{ type: 'text', text: lines.join('\n') }];
}

function remarksNow({ flapping, quiet, beside, signal, members }: Incident): readonly string[] {
  return [
    signal === 'no-data'
      ? 'Nobody can tell how it is there. What fires goes on until figures come again.'
      : signals[signal].fix,
    ...(flapping ? [comesAndGoes] : []),
    ...(quiet === undefined ? [] : [`Nothing more is said of it now: ${quiet}.`]),
    ...(beside === undefined ? [] : [`The bot is at work there itself: ${beside}.`]),
    ...droppedRemarks(members),
  ];
}

const comesAndGoes =
  'It comes and goes. That was told once; it is closed when it has stayed away for half an hour.';

function remarksAfter({ flapping, dropped, members }: Incident): readonly string[] {
  const came = flapping ? ['It came and went.'] : [];
  if (dropped === undefined) return [...came, ...droppedRemarks(members)];
  return [...came, `Nobody saw it get better, and nobody looks: ${droppedWords(dropped)}.`];
}

/** Those that are over only because nobody looks at them any more, among others. */
function droppedRemarks(members: readonly Member[]): readonly string[] {
  const by = Map.groupBy(members, ({ dropped }) => dropped);
  return [...by].flatMap(([why, of]) => {
    if (why === undefined) return [];
    const names = new Set(of.map(({ subject }) => subject.name));
    const who = names.size === 1 ? [...names][0] : `${names.size} of them`;
    return [`Nobody looks at ${who} any more: ${droppedWords(why)}.`];
  });
}

interface Noticed {
  readonly why: Telling['why'];
  readonly rules: readonly Rule[];
  readonly waitedMs?: number | undefined;
}

function noticeTitle(incident: Incident, { why, rules, waitedMs }: Noticed): string {
  const what = whatOf(incident, rules);
  const peak = peakWords(incident);
  switch (why) {
    case 'resolved':
      if (incident.dropped !== undefined) {
        return `Not watched any more: ${what}, ${droppedWords(incident.dropped)}`;
      }
      return `Resolved after ${lastedOf(incident)}: ${what}${peak === undefined ? '' : `, peak ${peak}`}`;
    case 'escalated':
      return `Critical now: ${what}`;
    case 'unmuted':
      return `Not muted any more, and it goes on: ${what}`;
    case 'unanswered':
      return `Nobody has acknowledged it for ${span(waitedMs)}: ${what}`;
    case 'again':
      return `It comes and goes: ${what}`;
    case 'fired':
    case 'changed':
      return titleOf(incident, rules);
    default:
      return why satisfies never;
  }
}
