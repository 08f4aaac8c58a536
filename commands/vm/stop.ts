import { defineCommand } from '../../src/command.ts';
import { planPower } from '../../src/power/plan.ts';

export const vmStop = defineCommand({
  name: 'vm stop',
  description: 'Cuts the power at once; unsaved work is lost',
  needs: 'vm.power',
  audience: 'caller',
  options: {
    machines: { type: 'machines', description: 'The machine, or several of them', required: true },
  },
  examples: ['vm stop web-1'],
  run: ({ machines }, context) => planPower('stop', machines, context),
});
