import { defineCommand } from '../src/command.ts';
import { fleetCard } from '../src/summary/fleet-card.ts';

export const fleet = defineCommand({
  name: 'fleet',
  description: 'Shows everything at a glance: hosts, machines, problems, running tasks',
  needs: 'fleet.read',
  audience: 'channel',
  options: {},
  examples: ['fleet'],
  run: (_values, context) => fleetCard(context),
});
