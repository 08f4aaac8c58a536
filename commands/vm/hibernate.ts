import { defineCommand } from '../../src/command.ts';
import { planPower } from '../../src/power/plan.ts';

export const vmHibernate = defineCommand({
  name: 'vm hibernate',
  description: 'Writes the memory to the disk and turns off; a start goes on from there',
  needs: 'vm.power',
  audience: 'caller',
  options: {
    machines: { type: 'machines', description: 'The machine, or several of them', required: true },
  },
  examples: ['vm hibernate web-1', 'vm hibernate tag:kelas-a'],
  run: ({ machines }, context) => planPower('hibernate', machines, context),
});
