import { defineCommand } from '../../src/command.ts';
import { planPower } from '../../src/power/plan.ts';
import { machinesOption } from '../../src/several.ts';

export const vmReset = defineCommand({
  name: 'vm reset',
  description: 'Presses the reset button; unsaved work is lost',
  needs: 'vm.power',
  audience: 'caller',
  options: { machines: machinesOption },
  examples: ['vm reset web-1'],
  run: ({ machines }, context) => planPower('reset', machines, context),
});
