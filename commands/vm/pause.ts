import { defineCommand } from '../../src/command.ts';
import { planPower } from '../../src/power/plan.ts';

export const vmPause = defineCommand({
  name: 'vm pause',
  description: 'Halts the CPUs; memory is kept',
  needs: 'vm.power',
  audience: 'caller',
  options: {
    machines: { type: 'machines', description: 'The machine, or several of them', required: true },
  },
  examples: ['vm pause web-1'],
  run: ({ machines }, context) => planPower('pause', machines, context),
});
