import type { Incident } from '../alerts/incident.ts';
import type { Replayed } from '../alerts/replay.ts';
import type { Rule } from '../alerts/rule.ts';
import { type SignalInfo, signals } from '../alerts/signal.ts';
import type { Block, Card, Cell } from '../card.ts';
import { count, percent, span } from '../format.ts';
import { when } from '../moment.ts';

export function alertRulesCard(rules: readonly Rule[]): Card {
  return {
    title: count(rules.length, 'rule'),
    blocks: [
      {
        type: 'table',
        columns: [
          { label: 'Rule' },
          { label: 'Of' },
          { label: 'Fires' },
          { label: 'Clears' },
          { label: 'Severity' },
        ],
        rows: rules.map(rowOf),
      },
    ],
  };
}

function rowOf({ name, signal, trigger, clear, forMs, clearForMs, severity }: Rule): Cell[] {
  const { unit, words } = signals[signal];
  const fires = unit === 'flag' ? 'when it is so' : `at ${inUnit(trigger, unit)}`;
  const clears = unit === 'flag' ? 'when it is not' : `below ${inUnit(clear, unit)}`;
  return [
    name,
    words,
    `${fires}${lasting(forMs)}`,
    `${clears}${lasting(clearForMs)}`,
    { text: severity, tone: severity === 'critical' ? 'danger' : 'warning' },
  ];
}

function lasting(ms: number): string {
  return ms === 0 ? '' : ` for ${span(ms)}`;
}

function inUnit(value: number, unit: SignalInfo['unit']): string {
  return unit === 'share' ? percent(value) : String(Number(value.toPrecision(3)));
}

/** Rows that fit on a card; a chat's message has no room for more. */
const MOST_ROWS = 30;

export interface ReplayShown {
  readonly replayed: Replayed;
  readonly last: string;
  readonly machines: number;
  readonly hosts: number;
}

export function replayCard({ replayed, last, machines, hosts }: ReplayShown): Card {
  const { incidents, cards, notifications, minutes } = replayed;
  const over = `${count(machines, 'machine')} and ${count(hosts, 'host')}, ${span(minutes * 60_000)} of the last ${last} measured`;
  return {
    title: `${count(cards, 'card')} and ${count(notifications, 'notification')} in the last ${last}`,
    blocks: [
      { type: 'text', text: minutes === 0 ? nothing : `Over ${over}.` },
      ...(incidents.length > 0 ? [table(incidents)] : []),
      ...(incidents.length > MOST_ROWS
        ? [{ type: 'text', text: `Only the last ${MOST_ROWS} of ${incidents.length}.` } as const]
        : []),
    ],
    footer: 'Played over means of minutes: CPU, memory, load. Nothing was posted.',
  };
}

const nothing =
  'No figures were kept in that time: the service measures what it polls (npm start -- serve).';

function table(incidents: readonly Incident[]): Block {
  return {
    type: 'table',
    columns: [
      { label: 'Began' },
      { label: 'What' },
      { label: 'Where' },
      { label: 'Lasted' },
      { label: 'Peak' },
      { label: 'Severity' },
    ],
    rows: incidents
      .slice(-MOST_ROWS)
      .map((incident) => [
        when(incident.startedAt),
        incident.signal,
        whereOf(incident),
        lastedOf(incident),
        peakOf(incident),
        { text: incident.severity, tone: incident.severity === 'critical' ? 'danger' : 'warning' },
      ]),
  };
}

/** `web-1`, or how many of one host. */
function whereOf({ members, host, site }: Incident): string {
  const names = [...new Set(members.map(({ subject }) => subject.name))];
  const [only] = names;
  if (only === undefined) return site;
  return names.length === 1 ? only : `${count(names.length, 'machine')} on ${host ?? site}`;
}

function lastedOf({ startedAt, endedAt, flapping }: Incident): string {
  if (endedAt === undefined) return 'not over';
  return `${span(endedAt - startedAt)}${flapping ? ', came and went' : ''}`;
}

function peakOf({ signal, peak }: Incident): string {
  if (peak === undefined || signal === 'no-data') return '';
  return inUnit(peak, signals[signal].unit);
}
