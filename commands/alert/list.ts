import { alertsIn, rulesIn } from '../../src/alerts/alerts.ts';
import { alertSites, seenOf } from '../../src/alerts/engine/seen.ts';
import { seenMutes } from '../../src/alerts/mutes/mutes.ts';
import { unwatchedSites } from '../../src/alerts/unwatched.ts';
import { alertListCard } from '../../src/cards/alert-list.ts';
import { defineCommand } from '../../src/command.ts';

/** More than that nobody counts; some may be nothing for this person. */
const MOST = 500;

export const alertList = defineCommand({
  name: 'alert list',
  description: 'Shows what is wrong now, who looks after it, and what is muted',
  needs: 'alert.read',
  audience: 'channel',
  options: { ended: { type: 'flag', description: 'With what is over', required: false } },
  examples: ['alert list', 'alert list --ended'],
  async run({ ended }, context) {
    const alerts = alertsIn(context);
    const sites = alertSites(context.fleet);
    const [found, mutes, unwatched] = await Promise.all([
      alerts.list({ sites, ended, limit: MOST }),
      seenMutes(context),
      unwatchedSites(context),
    ]);
    const seen = found.flatMap((incident) => seenOf(incident, context) ?? []);
    return alertListCard({
      ...{ incidents: seen, counted: found.length < MOST },
      ...{ mutes, unwatched, ended, rules: rulesIn(context), now: context.now() },
    });
  },
});
