import type { Incident, Member } from '../alerts/incident.ts';
import { figureWords } from '../alerts/rules/units.ts';
import type { Block, Cell } from '../card.ts';
import { span } from '../format.ts';
import { when } from '../time/moment.ts';

export interface MembersShown {
  /** Those that are named; more are counted. */
  readonly rows: number;
  /** With the moment from which on each has it, which is long on a phone. */
  readonly since: boolean;
}

/** Who has the trouble, where they are several: those that still have it first, the worst of them before all. */
export function memberBlocks(incident: Incident, { rows, since }: MembersShown): readonly Block[] {
  const members = worstBySubject(incident.members);
  if (members.length < 2) return [];
  const shown = members.slice(0, rows);
  const more = members.length - shown.length;
  const figures = members.some((member) => figureWords(member.signal, member.peak) !== undefined);
  return [
    {
      type: 'table',
      columns: [
        { label: 'Name' },
        ...(figures ? [{ label: 'Last', align: 'right' } as const] : []),
        ...(figures ? [{ label: 'Peak', align: 'right' } as const] : []),
        ...(since ? [{ label: 'Since' }] : []),
        { label: 'State' },
      ],
      rows: shown.map((member) => rowOf(member, { figures, since })),
    },
    ...(more > 0 ? [{ type: 'text', text: `And ${more} more.` } as const] : []),
  ];
}

interface Columns {
  readonly figures: boolean;
  readonly since: boolean;
}

function rowOf(member: Member, { figures, since }: Columns): Cell[] {
  const { subject, signal, peak, value } = member;
  return [
    subject.name,
    ...(figures ? [value, peak].map((figure) => figureWords(signal, figure) ?? '') : []),
    ...(since ? [when(member.since)] : []),
    stateOf(member),
  ];
}

function stateOf({ until, since, severity, dropped }: Member): Cell {
  if (until !== undefined) {
    return `${dropped === undefined ? 'over' : 'not watched'} after ${span(until - since)}`;
  }
  return { text: severity, tone: severity === 'critical' ? 'danger' : 'warning' };
}

/** Two rules may have fired for one. */
function worstBySubject(members: readonly Member[]): readonly Member[] {
  const sorted = members.toSorted((a, b) => rank(b) - rank(a) || b.peak - a.peak);
  const first = new Map(sorted.toReversed().map((member) => [member.subject.key, member]));
  return sorted.filter((member) => first.get(member.subject.key) === member);
}

function rank({ until, severity }: Member): number {
  return (until === undefined ? 2 : 0) + (severity === 'critical' ? 1 : 0);
}
