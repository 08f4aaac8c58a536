import { defineCommand } from '../../src/command.ts';
import { planPower } from '../../src/power/plan.ts';
import { machinesOption } from '../../src/several.ts';

export const vmPause = defineCommand({
  name: 'vm pause',
  description: 'Halts the CPUs; memory is kept',
  needs: 'vm.power',
  audience: 'caller',
  options: { machines: machinesOption },
  examples: ['vm pause web-1'],
  run: ({ machines }, context) => planPower('pause', machines, context),
});
