import type { KeptIncident } from '../alerts/records.ts';
import type { Rule } from '../alerts/rules/rule.ts';
import { whatOf } from '../alerts/words.ts';
import type { Card } from '../card.ts';
import { count, span } from '../format.ts';

/** As many as a person reads in the morning. */
const NAMED = 5;

/** One line in the morning for what nobody had to be woken for. */
export function missedCard(incidents: readonly KeptIncident[], rules: readonly Rule[]): Card {
  const severities = new Set(incidents.map(({ severity }) => severity));
  const [only] = severities;
  const what = count(
    incidents.length,
    severities.size === 1 && only === 'warning' ? only : 'alert',
  );
  const more = incidents.length - NAMED;
  const lines = incidents
    .slice(0, NAMED)
    .map((one) => `#${one.number} ${whatOf(one, rules)}, it lasted ${lastedOf(one)}`);
  return {
    title: `${what} came and went in the quiet hours`,
    tone: 'neutral',
    blocks: [
      { type: 'text', text: [...lines, ...(more > 0 ? [`And ${more} more.`] : [])].join('\n') },
    ],
    actions: [{ label: 'Show', command: 'alert list --ended' }],
  };
}

function lastedOf({ startedAt, endedAt }: KeptIncident): string {
  return span(endedAt === undefined ? undefined : endedAt - startedAt);
}
