import { alertsIn, rulesIn } from '../../src/alerts/alerts.ts';
import { findAlert } from '../../src/alerts/find.ts';
import { alertNumber, numberOf } from '../../src/alerts/rules/number.ts';
import { reachBlocks } from '../../src/cards/alert-reach.ts';
import { allowed } from '../../src/cards/allowed.ts';
import { incidentCard } from '../../src/cards/incident.ts';
import { incidentOffers } from '../../src/cards/incident-offers.ts';
import { defineCommand } from '../../src/command.ts';

/** Members that an answer has room for. */
const ROWS = 50;

export const alertShow = defineCommand({
  name: 'alert show',
  description: 'Shows one alert: what is wrong, where, since when, and what can be done',
  needs: 'alert.read',
  audience: 'channel',
  options: { alert: alertNumber },
  examples: ['alert show 12'],
  async run({ alert }, context) {
    const incident = await findAlert(numberOf(alert, 'alert'), context);
    const alerts = alertsIn(context);
    const [reached, reaching] = await Promise.all([
      alerts.reachedBy(incident.number),
      alerts.reaching(),
    ]);
    const card = incidentCard(incident, { rules: rulesIn(context), rows: ROWS });
    return {
      ...card,
      blocks: [
        ...(card.blocks ?? []),
        ...reachBlocks(incident, { reached, reaching, now: context.now() }),
      ],
      actions: allowed(incidentOffers(incident), context),
    };
  },
});
