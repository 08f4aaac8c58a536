import { defaultRules } from '../../src/alerts/rules/default-rules.ts';
import type { Card } from '../../src/card.ts';
import { incidentCards } from '../../src/cards/incident.ts';
import { machineOn } from '../fixtures/alerts.ts';
import { incidentOf } from '../fixtures/incidents.ts';

const { card } = incidentCards(defaultRules);

const hot = {
  subjects: [machineOn('demo-a', 'web-1')],
  signal: 'machine-cpu',
  value: (minute: number) => (minute < 40 ? 0.97 : 0.2),
} as const;

/** One alert when it fires, and when it is over. */
export const alert: readonly Card[] = [
  card(incidentOf({ ...hot, minutes: 12 })),
  card(incidentOf({ ...hot, minutes: 60, acknowledged: { by: 'anna', minute: 15 } })),
];
