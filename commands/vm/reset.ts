import { defineCommand } from '../../src/command.ts';
import { planPower } from '../../src/power/plan.ts';

export const vmReset = defineCommand({
  name: 'vm reset',
  description: 'Presses the reset button; unsaved work is lost',
  needs: 'vm.power',
  audience: 'caller',
  options: {
    machines: { type: 'machines', description: 'The machine, or several of them', required: true },
  },
  examples: ['vm reset web-1'],
  run: ({ machines }, context) => planPower('reset', machines, context),
});
