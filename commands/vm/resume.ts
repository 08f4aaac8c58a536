import { defineCommand } from '../../src/command.ts';
import { planPower } from '../../src/power/plan.ts';
import { machinesOption } from '../../src/several.ts';

export const vmResume = defineCommand({
  name: 'vm resume',
  description: 'Lets a paused machine go on',
  needs: 'vm.power',
  audience: 'caller',
  options: { machines: machinesOption },
  examples: ['vm resume web-1', 'vm resume state:paused'],
  run: ({ machines }, context) => planPower('resume', machines, context),
});
