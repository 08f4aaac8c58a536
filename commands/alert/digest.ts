import { rulesIn } from '../../src/alerts/alerts.ts';
import { digestCard } from '../../src/cards/digest.ts';
import { defineCommand } from '../../src/command.ts';
import { digestFacts } from '../../src/digest/facts.ts';
import { machineZone } from '../../src/time/zone.ts';

const HOUR = 3_600_000;
const spans = { '12h': 12 * HOUR, '1d': 24 * HOUR, '2d': 48 * HOUR, '7d': 168 * HOUR } as const;

export const alertDigest = defineCommand({
  name: 'alert digest',
  description:
    'Shows the daily digest as it would be now: what was wrong, what comes back, what fills up',
  needs: 'alert.read',
  audience: 'channel',
  options: {
    on: {
      type: 'text',
      of: 'selector',
      description:
        'Only of these machines and hosts: web-*, tag:prod, host:kvm-a; all when left out',
      required: false,
    },
    last: {
      type: 'choice',
      values: ['12h', '1d', '2d', '7d'],
      description: 'How far back; 1d when left out',
      required: false,
      positional: false,
    },
  },
  examples: ['alert digest', 'alert digest tag:prod --last 7d'],
  async run({ on, last = '1d' }, context) {
    const to = context.now();
    const span = { from: to - spans[last], to };
    const facts = await digestFacts(context, { span, on: on === undefined ? undefined : [on] });
    return digestCard({ facts, rules: rulesIn(context), zone: context.zone ?? machineZone() });
  },
});
