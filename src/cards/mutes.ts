import type { KeptSilence } from '../alerts/records.ts';
import { signals } from '../alerts/rules/signal.ts';
import type { Block, Card } from '../card.ts';
import { span } from '../format.ts';
import { when } from '../time/moment.ts';

/** As many names as a person reads. */
const MOST = 8;

/** What a mute that was just begun keeps quiet. */
export function mutedCard(silence: KeptSilence, fits: readonly string[]): Card {
  const { number, on, signal, from, until, reason } = silence;
  const names = [...new Set(fits)];
  const more = names.length - MOST;
  const now = `${names.slice(0, MOST).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return {
    title: `Muted for ${span(until - from)}: ${on}`,
    tone: 'success',
    blocks: [
      {
        type: 'fields',
        fields: [
          { label: 'Now that is', value: now },
          ...(signal === undefined ? [] : [{ label: 'Only', value: wordsOf(signal) }]),
          { label: 'Until', value: when(until) },
          { label: 'Why', value: reason },
        ],
      },
      { type: 'text', text: then },
    ],
    actions: [{ label: 'Unmute', command: `alert unmute ${number}` }],
    footer: `Mute ${number}`,
  };
}

const then =
  'What fires then and was not told before is told then; what is critical rings again, unless somebody has acknowledged it.';

/** The mutes there are; nothing where there is none. */
export function muteBlocks(silences: readonly KeptSilence[]): readonly Block[] {
  if (silences.length === 0) return [];
  return [
    {
      type: 'table',
      columns: [{ label: 'Muted' }, { label: 'Until' }, { label: 'Why' }],
      rows: silences.map(({ number, on, signal, until, reason }) => [
        `#${number} ${signal === undefined ? on : `${on}: ${wordsOf(signal)}`}`,
        when(until),
        reason,
      ]),
    },
  ];
}

function wordsOf(signal: NonNullable<KeptSilence['signal']>): string {
  return signal === 'no-data' ? 'no figures' : signals[signal].words;
}
