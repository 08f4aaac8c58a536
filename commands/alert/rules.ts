import { defaultRules } from '../../src/alerts/default-rules.ts';
import { alertRulesCard } from '../../src/cards/alerts.ts';
import { defineCommand } from '../../src/command.ts';

export const alertRules = defineCommand({
  name: 'alert rules',
  description: 'Shows what would be an alert: at which figure, for how long, and when it is over',
  needs: 'fleet.read',
  audience: 'caller',
  options: {},
  examples: ['alert rules'],
  run: () => alertRulesCard(defaultRules),
});
