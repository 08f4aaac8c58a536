import type { Block, Cell, Tone } from '../../card.ts';
import { percent } from '../../format.ts';
import { type Member, oneWay, type Row, type Way, type Ways } from './ways.ts';

/** More names than this in a cell are counted. */
const MOST_NAMES = 5;

/** A row for each machine: whom it reaches, and whom it does not. */
export function matrixTable(
  members: readonly Member[],
  rows: readonly (Row | undefined)[],
  ways: Ways,
): Block {
  return {
    type: 'table',
    columns: [
      { label: 'From' },
      { label: 'Reaches', align: 'right' },
      { label: 'No answer from' },
      { label: 'Average', align: 'right' },
      { label: 'Note' },
    ],
    rows: members.map(({ label }, from) => {
      const row = (ways[from] ?? []).flatMap((way) => way ?? []);
      return [
        label,
        reachesCell(row),
        silentCell(members, ways, from),
        averageCell(row),
        rows[from]?.why ?? noteOf(members, from, ways[from] ?? []),
      ];
    }),
  };
}

function reachesCell(row: readonly Way[]): Cell {
  const known = row.filter(({ state }) => state !== 'unknown').length;
  const reached = row.filter(({ state }) => state === 'reached').length;
  if (known === 0) return 'unknown';
  const tone: Tone = reached === row.length ? 'success' : reached === 0 ? 'danger' : 'warning';
  return { text: `${reached} of ${known}`, tone };
}

function silentCell(members: readonly Member[], ways: Ways, from: number): Cell {
  const back = new Set(oneWay(ways).flatMap((pair) => (pair.from === from ? [pair.to] : [])));
  const names = (ways[from] ?? []).flatMap((way, to) => {
    if (way?.state !== 'silent') return [];
    const label = members[to]?.label ?? '';
    return [back.has(to) ? `${label} (one way)` : label];
  });
  if (names.length === 0) return '';
  return { text: several(names), tone: 'danger' };
}

function several(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${names.slice(0, MOST_NAMES).join(', ')} and ${more} more` : names.join(', ');
}

/** Of all that answer. */
function averageCell(row: readonly Way[]): string {
  const times = row.flatMap((way) => (way.state === 'reached' ? (way.avgMs ?? []) : []));
  if (times.length === 0) return '';
  const ms = times.reduce((sum, time) => sum + time, 0) / times.length;
  return `${ms < 10 ? ms.toFixed(2) : ms.toFixed(0)} ms`;
}

/** What is lost on the way, and what nobody knows though there is an address: why there is none, its own row says. */
function noteOf(
  members: readonly Member[],
  from: number,
  row: readonly (Way | undefined)[],
): string {
  const lossy = row.flatMap((way, to) =>
    way?.state === 'reached' && way.lossFraction > 0
      ? [`${percent(way.lossFraction)} to ${members[to]?.label}`]
      : [],
  );
  const unknown = row.flatMap((way, to) =>
    way?.state === 'unknown' && members[to]?.addresses.length
      ? [{ label: members[to]?.label ?? '', why: way.why }]
      : [],
  );
  const [first] = unknown;
  const isNowhere = members[from]?.addresses.length === 0;
  return [
    ...(isNowhere ? ['it has no address that others could reach'] : []),
    ...(lossy.length === 0 ? [] : [`loses ${several(lossy)}`]),
    ...(first === undefined
      ? []
      : [`unknown of ${several(unknown.map(({ label }) => label))}: ${first.why}`]),
  ].join('; ');
}
