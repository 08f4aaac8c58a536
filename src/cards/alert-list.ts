import { droppedWords } from '../alerts/engine/dropped.ts';
import type { KeptIncident, KeptSilence } from '../alerts/records.ts';
import type { Rule } from '../alerts/rules/rule.ts';
import { severityTone, whatOf } from '../alerts/words.ts';
import type { Block, Card, Cell } from '../card.ts';
import { ago, count, span } from '../format.ts';
import { muteBlocks } from './mutes.ts';

/** As many as a person reads. */
const ROWS = 25;

export interface AlertListShown {
  /** The open ones first, of these the worst. */
  readonly incidents: readonly KeptIncident[];
  /** False where there are more than these. */
  readonly counted: boolean;
  readonly mutes: readonly KeptSilence[];
  /** Sites of which nobody would tell that something is wrong. */
  readonly unwatched: readonly string[];
  readonly ended: boolean;
  readonly rules: readonly Rule[];
  readonly now: number;
}

export function alertListCard(shown: AlertListShown): Card {
  const { incidents, mutes, unwatched, ended } = shown;
  const open = incidents.filter(({ state }) => state !== 'resolved');
  const more = incidents.length - ROWS;
  const [first] = incidents;
  return {
    title: open.length === 0 ? quiet(unwatched) : titleOf(open, shown),
    tone: unwatched.length > 0 && open.length === 0 ? 'warning' : toneOf(open),
    blocks: [
      ...unwatchedBlocks(unwatched),
      ...(incidents.length === 0 ? [] : [table(shown)]),
      ...(more > 0 ? [{ type: 'text', text: moreWords(more, shown) } as const] : []),
      ...muteBlocks(mutes),
    ],
    actions: [
      ...(first ? [{ label: `Show ${first.number}`, command: `alert show ${first.number}` }] : []),
      ...(ended ? [] : [{ label: 'With what is over', command: 'alert list --ended' }]),
      { label: 'Rules', command: 'alert rules' },
    ],
  };
}

/** `60 alerts now, 2 critical` */
function titleOf(open: readonly KeptIncident[], { counted, incidents }: AlertListShown): string {
  const critical = open.filter(({ severity }) => severity === 'critical').length;
  const least = counted || open.length < incidents.length ? '' : 'More than ';
  const bad = critical === 0 ? '' : `, ${critical} critical`;
  return `${least}${count(open.length, 'alert')} now${bad}`;
}

/** A fleet in trouble has more than anybody reads in a list. */
function moreWords(more: number, { counted }: AlertListShown): string {
  return `And ${counted ? '' : 'more than '}${more} more: fleet shows where they are.`;
}

function quiet(unwatched: readonly string[]): string {
  return unwatched.length === 0 ? 'Nothing is wrong' : 'Nothing is known to be wrong';
}

function unwatchedBlocks(sites: readonly string[]): readonly Block[] {
  if (sites.length === 0) return [];
  const text = `Nobody watches ${sites.join(', ')}: no service that reaches it is running (npm start -- serve).`;
  return [{ type: 'text', text }];
}

function toneOf(open: readonly KeptIncident[]): Card['tone'] {
  const alone = open.filter(({ state, quiet }) => state === 'firing' && quiet === undefined);
  if (alone.some(({ severity }) => severity === 'critical')) return 'danger';
  return open.length > 0 ? 'warning' : 'success';
}

function table({ incidents, rules, now }: AlertListShown): Block {
  return {
    type: 'table',
    columns: [{ label: 'Alert' }, { label: 'Severity' }, { label: 'Since' }, { label: 'State' }],
    rows: incidents
      .slice(0, ROWS)
      .map((incident) => [
        `#${incident.number} ${whatOf(incident, rules)}`,
        { text: incident.severity, tone: severityTone(incident.severity) },
        ago(incident.startedAt, now),
        stateOf(incident),
      ]),
  };
}

function stateOf(incident: KeptIncident): Cell {
  const { state, acknowledged, quiet, startedAt, endedAt, dropped } = incident;
  if (endedAt !== undefined && dropped !== undefined)
    return `not watched: ${droppedWords(dropped)}`;
  if (endedAt !== undefined)
    return { text: `over after ${span(endedAt - startedAt)}`, tone: 'success' };
  const words = [
    ...(state === 'acknowledged' ? [`${acknowledged?.by} looks after it`] : []),
    ...(quiet === undefined ? [] : [`quiet: ${quiet}`]),
  ];
  return words.length === 0 ? 'open' : words.join('; ');
}
