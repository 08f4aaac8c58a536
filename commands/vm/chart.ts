import { machineSubject } from '../../src/alerts/engine/subjects.ts';
import { defineCommand } from '../../src/command.ts';
import { figures } from '../../src/metrics/chart.ts';
import { chartCard } from '../../src/metrics/chart-card.ts';
import { lastOption } from '../../src/metrics/kept.ts';
import { machineThing } from '../../src/metrics/read.ts';

export const vmChart = defineCommand({
  name: 'vm chart',
  description: 'Draws the past of machines side by side: CPU, memory, disks or network',
  needs: 'vm.read',
  audience: 'channel',
  options: {
    machines: {
      type: 'machines',
      onlyShown: true,
      description: 'Which machines',
      required: true,
    },
    figure: {
      type: 'choice',
      values: figures.filter((figure) => figure !== 'load'),
      description: 'Of what; cpu when left out',
      required: false,
      positional: false,
    },
    last: lastOption,
  },
  examples: ['vm chart web-1', 'vm chart web-* --figure memory --last 7d'],
  run: ({ machines, figure = 'cpu', last = '24h' }, context) =>
    chartCard(
      {
        ...{ figure, last },
        wanted: machines.map(({ machine, label }) => ({
          thing: machineThing(machine),
          subject: machineSubject(machine),
          as: label,
        })),
      },
      context,
    ),
});
