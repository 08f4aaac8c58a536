import { hostSubject } from '../../src/alerts/subjects.ts';
import { defineCommand } from '../../src/command.ts';
import { chartCard } from '../../src/metrics/chart-card.ts';
import { lastOption } from '../../src/metrics/kept.ts';
import { hostThing } from '../../src/metrics/read.ts';

export const hostChart = defineCommand({
  name: 'host chart',
  description: 'Draws the past of a physical host: CPU, memory or load average',
  needs: 'host.read',
  audience: 'channel',
  options: {
    host: { type: 'host', description: 'Which host', required: true },
    figure: {
      type: 'choice',
      values: ['cpu', 'memory', 'load'],
      description: 'Of what; cpu when left out',
      required: false,
      positional: false,
    },
    last: lastOption,
  },
  examples: ['host chart kvm-a', 'host chart kvm-a --figure load --last 7d'],
  run: ({ host: { host }, figure = 'cpu', last = '24h' }, context) =>
    chartCard(
      {
        ...{ figure, last },
        wanted: [{ thing: hostThing(host), subject: hostSubject(host), as: host.name }],
      },
      context,
    ),
});
