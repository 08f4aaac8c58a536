import { alertSites, seenOf } from '../alerts/engine/seen.ts';
import type { Incident, Member } from '../alerts/incident.ts';
import { type Subject, signals } from '../alerts/rules/signal.ts';
import type { ChartMark } from '../card.ts';
import type { CommandContext } from '../command.ts';
import type { Happened } from './happened.ts';
import type { PastQuery, Thing } from './sample.ts';

export interface Marked {
  readonly thing: Thing;
  readonly subject: Subject;
  readonly as: string;
}

type Span = Pick<PastQuery, 'from' | 'to'>;

/** Of more things the marks would hide the lines. */
const MOST_THINGS = 3;

/** What was done to these, and what was wrong with them, as far as the person may see it. */
export async function marksOf(
  things: readonly Marked[],
  span: Span,
  context: CommandContext,
): Promise<readonly ChartMark[]> {
  if (things.length > MOST_THINGS) return [];
  const machines = things.map(({ thing }) => thing).filter(({ kind }) => kind === 'machine');
  const [happened = [], incidents = []] = await Promise.all([
    context.metrics?.happened({ machines, ...span }),
    context.alerts?.between({ sites: sitesOf(things, context), ...span }),
  ]);
  const seen = incidents.flatMap((incident) => seenOf<Incident>(incident, context) ?? []);
  return things.flatMap((one) => {
    const before = things.length > 1 ? `${one.as}: ` : '';
    const marks = [
      ...happened.filter((each) => isOf(each, one.thing)).map(happenedMark),
      ...seen.flatMap(({ members }) => alertMarks(members, one.subject, span)),
    ];
    return marks.map((mark) => ({ ...mark, label: `${before}${mark.label}` }));
  });
}

function sitesOf(things: readonly Marked[], { fleet }: CommandContext): readonly string[] {
  const wanted = new Set(things.map(({ thing }) => thing.site));
  return alertSites(fleet).filter((site) => wanted.has(site));
}

/** A later machine with the same id has another birth mark, where its site tells any. */
function isOf({ site, machine, birth }: Happened, thing: Thing): boolean {
  const isSame = thing.birth === '' || birth === thing.birth;
  return thing.kind === 'machine' && site === thing.site && machine === thing.id && isSame;
}

function happenedMark({ what, name, from, to }: Happened): ChartMark {
  switch (what) {
    case 'snapshot':
      return { at: to, label: ['snapshot', name].filter(Boolean).join(' ') };
    case 'rollback':
      return { at: to, label: name ? `back to ${name}` : 'rolled back', tone: 'success' };
    case 'backup':
      return { at: from, until: to, label: 'backup' };
    case 'restore':
      return { at: from, until: to, label: 'restored', tone: 'success' };
    default:
      return what satisfies never;
  }
}

function alertMarks(
  members: readonly Member[],
  { key }: Subject,
  { to }: Span,
): readonly ChartMark[] {
  return members
    .filter(({ subject }) => subject.key === key)
    .map(({ signal, severity, since, until }) => ({
      ...{ at: since, until: until ?? to },
      label: `alert: ${signals[signal].words.replace(/ of an? (?:machine|host)/, '')}`,
      tone: severity === 'critical' ? 'danger' : 'warning',
    }));
}
