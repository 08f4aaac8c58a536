import type { ActiveAlert } from '../alerts/active.ts';
import type { Block, Cell, Tone } from '../card.ts';
import { ago, count } from '../format.ts';

/** Named one by one in a summary; the rest are counted. */
const MOST = 8;

/** What is wrong now, the worst first, each with the number by which `alert show` knows it. */
export function alertBlocks(alerts: readonly ActiveAlert[], now: number): readonly Block[] {
  if (alerts.length === 0) return [];
  const shown = alerts.slice(0, MOST);
  const more = alerts.length - shown.length;
  return [
    {
      type: 'table',
      columns: [{ label: 'Alert' }, { label: 'What' }, { label: 'Since' }, { label: 'Note' }],
      rows: shown.map((alert): Cell[] => [
        `#${alert.number}`,
        { text: alert.words, tone: toneOf(alert) },
        ago(alert.since, now),
        noteOf(alert),
      ]),
    },
    ...(more > 0
      ? [{ type: 'text', text: `And ${count(more, 'more alert')}: alert list.` } as const]
      : []),
  ];
}

/** The worst of what nobody looks after yet; absent where there is none. */
export function alertTone(alerts: readonly ActiveAlert[]): Tone | undefined {
  const tones = new Set(alerts.map(toneOf));
  return (['danger', 'warning'] as const).find((tone) => tones.has(tone));
}

/** What somebody looks after, or has muted, is not as loud. */
function toneOf({ tone, acknowledged, quiet }: ActiveAlert): Tone {
  return acknowledged || quiet !== undefined ? 'neutral' : tone;
}

function noteOf({ acknowledged, quiet }: ActiveAlert): string {
  return [...(acknowledged ? ['acknowledged'] : []), ...(quiet === undefined ? [] : [quiet])].join(
    ', ',
  );
}
