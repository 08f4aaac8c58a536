import { alertsIn } from '../../src/alerts/alerts.ts';
import { machineSubject } from '../../src/alerts/engine/subjects.ts';
import { wouldReach } from '../../src/alerts/reach/would-reach.ts';
import type { Subject } from '../../src/alerts/rules/signal.ts';
import { deliver, specimenCard, specimenOf } from '../../src/alerts/specimen.ts';
import { specimenToldCard } from '../../src/cards/alert-test.ts';
import { wouldFields } from '../../src/cards/alert-would.ts';
import type { Place } from '../../src/chat.ts';
import { type CommandContext, defineCommand } from '../../src/command.ts';

export const alertTest = defineCommand({
  name: 'alert test',
  description: 'Sends an alert that is marked as a test to where such an alert would go',
  needs: 'alert.test',
  audience: 'caller',
  options: {
    severity: {
      type: 'choice',
      values: ['warning', 'critical'],
      description: 'As if it were so bad; warning when left out',
      required: false,
    },
    machine: {
      type: 'machine',
      onlyShown: true,
      description: 'As if it were of this machine; of one that there is not when left out',
      required: false,
    },
  },
  examples: ['alert test', 'alert test critical web-1'],
  async run({ severity = 'warning', machine }, context) {
    const alerts = alertsIn(context);
    const { actor, signal } = context;
    const subject = machine ? machineSubject(machine.machine) : nobodyIn(context);
    const incident = specimenOf({ subject, severity, now: context.now() });
    const { rules } = alerts.settings;
    const [places, reaching] = await Promise.all([alerts.places(incident), alerts.reaching()]);
    const would = wouldReach(incident, reaching, context.now());
    const card = (place: Place) =>
      specimenCard(incident, {
        actor,
        rules,
        would: wouldFields(would(place), { place, severity }),
      });
    const delivered = await deliver({ card, incident }, places, { alerts, signal });
    return specimenToldCard(delivered, { severity, named: machine !== undefined, alerts, would });
  },
});

/** No machine is called so: a route of some machines does not take it. */
function nobodyIn({ fleet }: CommandContext): Subject {
  const site = fleet.sites[0]?.site.name ?? 'no site';
  return {
    ...{ key: 'specimen', kind: 'machine', site, host: 'no-host', name: 'no-machine' },
    tags: [],
  };
}
