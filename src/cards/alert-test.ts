import type { Alerts } from '../alerts/alerts.ts';
import type { Would } from '../alerts/reach/would-reach.ts';
import type { Severity } from '../alerts/rules/rule.ts';
import type { Delivered } from '../alerts/specimen.ts';
import type { Block, Card, Cell } from '../card.ts';
import type { Place } from '../chat.ts';
import { count } from '../format.ts';
import { isWebhook } from '../webhooks/webhook.ts';
import { wouldCell } from './alert-would.ts';

export interface SpecimenTold {
  readonly severity: Severity;
  /** Whether it was as if of a machine that there is. */
  readonly named: boolean;
  readonly alerts: Pick<Alerts, 'settings'>;
  /** Whom a real one would call in a place now. */
  would(place: Place): Would;
}

/** Where a test went, as the chats say; or that nobody would be told. */
export function specimenToldCard(
  delivered: readonly Delivered[],
  { severity, named, alerts, would }: SpecimenTold,
): Card {
  const said = delivered.filter(({ state }) => state === 'said');
  const onlySome = alerts.settings.routes.some(({ on }) => on !== undefined);
  const hint =
    'Routes with on: were asked about no machine of yours: alert test critical web-1 names one.';
  return {
    title:
      delivered.length === 0
        ? `Nobody is told of a ${severity} alert`
        : `The test was said in ${said.length} of ${count(delivered.length, 'place')}`,
    tone: delivered.length > 0 && said.length === delivered.length ? 'success' : 'warning',
    blocks: [
      delivered.length === 0 ? nowhere : table(delivered, { severity, would }),
      ...(onlySome && !named ? [{ type: 'text', text: hint } as const] : []),
    ],
  };
}

const nowhere: Block = {
  type: 'text',
  text: 'No route takes it, and no channel has a board. Type board in the channel that should be told, or name channels under alerts: routes: in the configuration.',
};

function table(
  delivered: readonly Delivered[],
  { severity, would }: Pick<SpecimenTold, 'severity' | 'would'>,
): Block {
  return {
    type: 'table',
    columns: ['Where', 'What became of it', 'A real one would call'].map((label) => ({ label })),
    rows: delivered.map((one) => {
      const { place } = one;
      const calls = wouldCell(would(place), { place, severity });
      return [`${place.platform}:${place.channel}`, becameOf(one), calls];
    }),
  };
}

function becameOf({ place, state, trouble, answer }: Delivered): Cell {
  if (state === 'said') {
    return { text: answer === undefined ? 'said' : `said; ${answer}`, tone: 'success' };
  }
  const taker = isWebhook(place) ? 'webhook' : 'chat';
  const why = trouble ?? `no running service with this ${taker} has taken it`;
  return state === 'given-up'
    ? { text: `given up: ${why}`, tone: 'danger' }
    : { text: `not yet: ${why}`, tone: 'warning' };
}
