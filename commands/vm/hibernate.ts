import { defineCommand } from '../../src/command.ts';
import { planPower } from '../../src/power/plan.ts';
import { machinesOption } from '../../src/several.ts';

export const vmHibernate = defineCommand({
  name: 'vm hibernate',
  description: 'Writes the memory to the disk and turns off; a start goes on from there',
  needs: 'vm.power',
  audience: 'caller',
  options: { machines: machinesOption },
  examples: ['vm hibernate web-1', 'vm hibernate tag:kelas-a'],
  run: ({ machines }, context) => planPower('hibernate', machines, context),
});
