import { defineCommand } from '../../src/command.ts';
import { planPower } from '../../src/power/plan.ts';

export const vmResume = defineCommand({
  name: 'vm resume',
  description: 'Lets a paused machine go on',
  needs: 'vm.power',
  audience: 'caller',
  options: {
    machines: { type: 'machines', description: 'The machine, or several of them', required: true },
  },
  examples: ['vm resume web-1', 'vm resume state:paused'],
  run: ({ machines }, context) => planPower('resume', machines, context),
});
