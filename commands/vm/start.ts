import { defineCommand } from '../../src/command.ts';
import { planPower } from '../../src/power/plan.ts';

export const vmStart = defineCommand({
  name: 'vm start',
  description: 'Turns machines on and waits until they run',
  needs: 'vm.power',
  audience: 'caller',
  options: {
    machines: { type: 'machines', description: 'The machine, or several of them', required: true },
  },
  examples: ['vm start web-1', 'vm start tag:prod'],
  run: ({ machines }, context) => planPower('start', machines, context),
});
