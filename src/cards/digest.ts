import type { Member } from '../alerts/incident.ts';
import type { KeptIncident } from '../alerts/records.ts';
import type { Rule } from '../alerts/rules/rule.ts';
import type { SignalName } from '../alerts/rules/signal.ts';
import { severityTone, whatOf } from '../alerts/words.ts';
import type { Action, Block, Card, Field, Tone } from '../card.ts';
import { spanWords } from '../charts/clock.ts';
import type { DigestFacts } from '../digest/facts.ts';
import type { Often } from '../digest/often.ts';
import type { Uptime } from '../digest/uptime.ts';
import { count, percent, span } from '../format.ts';
import { when } from '../time/moment.ts';
import { typed } from './typed.ts';

export interface DigestShown {
  readonly facts: DigestFacts;
  readonly rules: readonly Rule[];
  /** The zone in which its time is told: it is for a whole channel. */
  readonly zone: string;
}

/** Names on one line of a phone. */
const NAMES = 5;
/** Alerts that are open, and things that come back. */
const ROWS = 5;

/** Short enough to be read every morning; where there is nothing to tell it is one line. */
export function digestCard({ facts, rules, zone }: DigestShown): Card {
  const { incidents, often, gaps } = facts;
  const open = incidents.filter(({ endedAt }) => endedAt === undefined);
  const fields = fieldsOf(facts, rules);
  const footer = `${spanWords(facts.span, zone)}, ${zone}`;
  if (fields.length === 0 && gaps.length === 0) {
    return { title: quietTitle(facts), footer };
  }
  return {
    title: titleOf(incidents, open),
    tone: toneOf(open),
    blocks: [
      { type: 'fields', fields },
      ...openBlocks(open, rules),
      ...oftenBlocks(often),
      ...(gaps.length === 0 ? [] : [{ type: 'text', text: `${gaps.join('; ')}.` } as const]),
    ],
    actions: actionsOf(facts),
    footer,
  };
}

/** That nothing is wrong is said only where somebody looked. */
function quietTitle({ sites }: DigestFacts): string {
  return sites.some(({ share }) => share !== undefined)
    ? 'Nothing to tell: no alert, every site answered'
    : 'No alert is known: nothing was measured in that time';
}

function titleOf(incidents: readonly KeptIncident[], open: readonly KeptIncident[]): string {
  if (incidents.length === 0) return 'No alert, and something to look at';
  return `${count(incidents.length, 'alert')}, ${open.length === 0 ? 'none' : open.length} still open`;
}

function toneOf(open: readonly KeptIncident[]): Tone {
  if (open.some(({ severity, state }) => severity === 'critical' && state === 'firing')) {
    return 'danger';
  }
  return open.length > 0 ? 'warning' : 'neutral';
}

/** Only what there is something to say of. */
function fieldsOf(facts: DigestFacts, rules: readonly Rule[]): readonly Field[] {
  const { incidents, storages, sites } = facts;
  const told = (label: string, value: string | undefined): readonly Field[] =>
    value === undefined ? [] : [{ label, value }];
  const imperfect = sites.some(({ downMs, unknownMs }) => downMs > 0 || unknownMs >= UNKNOWN_MS);
  const fields = [
    ...told('Critical', howMany(incidents.filter(({ severity }) => severity === 'critical'))),
    ...told('Longest', longestWords(facts, rules)),
    ...told('Looked after', byWhom(incidents)),
    ...told('Machines down', namesOf(incidents, ['machine-stopped', 'machine-crashed'])),
    ...told('Backups late', namesOf(incidents, ['backup-late', 'backup-missing'])),
    ...told('Tasks failed', namesOf(incidents, ['task-failed'], 'also what is over')),
    ...told(
      'Storages',
      listed(storages.map(({ subject, fill }) => `${subject.name} ${percent(fill)}`)),
    ),
  ];
  const answered = told('Sites answered', listed(sites.map(uptimeWords)));
  // That all is well is worth a line beside what is not.
  return fields.length > 0 || incidents.length > 0 || imperfect ? [...fields, ...answered] : [];
}

function howMany(incidents: readonly KeptIncident[]): string | undefined {
  return incidents.length === 0 ? undefined : String(incidents.length);
}

function listed(all: readonly string[]): string | undefined {
  if (all.length === 0) return undefined;
  const more = all.length - NAMES;
  return [...all.slice(0, NAMES), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

function longestWords({ incidents, span: { to } }: DigestFacts, rules: readonly Rule[]) {
  const lasted = ({ startedAt, endedAt = to }: KeptIncident) => endedAt - startedAt;
  const [longest] = incidents.toSorted((a, b) => lasted(b) - lasted(a));
  if (longest === undefined) return undefined;
  const going = longest.endedAt === undefined ? ' so far' : '';
  return `${span(lasted(longest))}${going}: ${whatOf(longest, rules)} (#${longest.number})`;
}

/** `ben 3, anna 1, nobody 2` */
function byWhom(incidents: readonly KeptIncident[]): string | undefined {
  if (incidents.length === 0) return undefined;
  const by = Map.groupBy(incidents, ({ acknowledged }) => acknowledged?.by ?? '');
  const people = [...by].filter(([name]) => name !== '');
  const all = people.toSorted(([, a], [, b]) => b.length - a.length);
  const nobody = by.get('')?.length ?? 0;
  return listed([
    ...all.map(([name, some]) => `${name} ${some.length}`),
    ...(nobody > 0 ? [`nobody ${nobody}`] : []),
  ]);
}

/** Each once; those that still are, unless it is said otherwise. */
function namesOf(
  incidents: readonly KeptIncident[],
  signals: readonly SignalName[],
  over?: 'also what is over',
): string | undefined {
  const members = incidents
    .flatMap((incident) => incident.members)
    .filter(
      ({ signal, until }: Member) => signals.includes(signal) && (over || until === undefined),
    );
  return listed([...new Set(members.map(({ subject }) => subject.name))]);
}

/** Milliseconds of which nobody knows that are worth a word. */
const UNKNOWN_MS = 15 * 60_000;

/** `kvm 100 %`, `pve 99.3 % (10 min without an answer)` */
function uptimeWords({ site, share, downMs, unknownMs }: Uptime): string {
  const notes = [
    ...(downMs > 0 ? [`${span(downMs)} without an answer`] : []),
    ...(unknownMs >= UNKNOWN_MS ? [`nobody looked for ${span(unknownMs)}`] : []),
  ];
  const tenths = share === undefined ? 'unknown' : `${Math.floor(share * 1_000) / 10} %`;
  return `${site} ${tenths}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`;
}

function openBlocks(open: readonly KeptIncident[], rules: readonly Rule[]): readonly Block[] {
  if (open.length === 0) return [];
  const critical = ({ severity }: KeptIncident) => (severity === 'critical' ? 0 : 1);
  const rows = open
    .toSorted((a, b) => critical(a) - critical(b))
    .slice(0, ROWS)
    .map((incident) => [
      {
        text: `#${incident.number} ${whatOf(incident, rules)}`,
        tone: severityTone(incident.severity),
      },
      when(incident.startedAt),
      incident.acknowledged?.by ?? 'nobody',
    ]);
  const columns = [{ label: 'Alert' }, { label: 'Since' }, { label: 'Looked after by' }];
  const more = open.length - ROWS;
  return [
    { type: 'text', text: 'Still open:' },
    { type: 'table', columns, rows },
    ...(more > 0 ? [{ type: 'text', text: `And ${more} more: alert list.` } as const] : []),
  ];
}

function oftenBlocks(often: readonly Often[]): readonly Block[] {
  if (often.length === 0) return [];
  const lines = often
    .slice(0, ROWS)
    .map(
      ({ rule, subject, times, advice }) =>
        `${rule} of ${subject.name} fired ${times} times: ${advice}.`,
    );
  return [{ type: 'text', text: lines.join('\n') }];
}

function actionsOf({ incidents, often }: DigestFacts): readonly Action[] {
  const first = often.find(({ subject: { kind } }) => kind === 'machine');
  return [
    ...(incidents.length > 0 ? [{ label: 'Alerts', command: 'alert list --ended' }] : []),
    ...(first ? [rulesAction(first)] : []),
  ];
}

function rulesAction({ subject: { site, name } }: Often): Action {
  const command = typed('alert rules', `${site}/${name}`);
  return { label: `Rules of ${name}`, short: 'Rules', command };
}
