import type { Incident } from '../alerts/incident.ts';
import type { Replayed } from '../alerts/replay.ts';
import type { Rule } from '../alerts/rules/rule.ts';
import { peakWords, severityTone, whatOf } from '../alerts/words.ts';
import type { Block, Card } from '../card.ts';
import { count, span } from '../format.ts';
import { when } from '../time/moment.ts';

/** Rows that fit on a card; a chat's message has no room for more. */
const MOST_ROWS = 30;

export interface ReplayShown {
  readonly replayed: Replayed;
  readonly rules: readonly Rule[];
  readonly last: string;
  readonly machines: number;
  readonly hosts: number;
}

export function replayCard({ replayed, rules, last, machines, hosts }: ReplayShown): Card {
  const { incidents, cards, notifications, minutes } = replayed;
  const over = `${count(machines, 'machine')} and ${count(hosts, 'host')}, ${span(minutes * 60_000)} of the last ${last} measured`;
  return {
    title: `${count(cards, 'card')} and ${count(notifications, 'notification')} in the last ${last}`,
    blocks: [
      { type: 'text', text: minutes === 0 ? nothing : `Over ${over}.` },
      ...(incidents.length > 0 ? [table(incidents, rules)] : []),
      ...(incidents.length > MOST_ROWS
        ? [{ type: 'text', text: `Only the last ${MOST_ROWS} of ${incidents.length}.` } as const]
        : []),
    ],
    footer: 'Played over means of minutes: CPU, memory, load. Nothing was posted.',
  };
}

const nothing =
  'No figures were kept in that time: the service measures what it polls (npm start -- serve).';

function table(incidents: readonly Incident[], rules: readonly Rule[]): Block {
  return {
    type: 'table',
    columns: [
      { label: 'What' },
      { label: 'Began' },
      { label: 'Lasted' },
      { label: 'Peak' },
      { label: 'Severity' },
    ],
    rows: incidents
      .slice(-MOST_ROWS)
      .map((incident) => [
        whatOf(incident, rules),
        when(incident.startedAt),
        lastedOf(incident),
        peakWords(incident) ?? '',
        { text: incident.severity, tone: severityTone(incident.severity) },
      ]),
  };
}

function lastedOf({ startedAt, endedAt, flapping }: Incident): string {
  if (endedAt === undefined) return 'not over';
  return `${span(endedAt - startedAt)}${flapping ? ', came and went' : ''}`;
}
