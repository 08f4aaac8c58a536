import { defineCommand } from '../../src/command.ts';
import { planPower } from '../../src/power/plan.ts';
import { machinesOption } from '../../src/several.ts';

export const vmStop = defineCommand({
  name: 'vm stop',
  description: 'Cuts the power at once; unsaved work is lost',
  needs: 'vm.power',
  audience: 'caller',
  options: { machines: machinesOption },
  examples: ['vm stop web-1'],
  run: ({ machines }, context) => planPower('stop', machines, context),
});
