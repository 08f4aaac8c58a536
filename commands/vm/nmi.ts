import { defineCommand } from '../../src/command.ts';
import { planPower } from '../../src/power/plan.ts';
import { machinesOption } from '../../src/several.ts';

export const vmNmi = defineCommand({
  name: 'vm nmi',
  description: 'Sends a non-maskable interrupt, so that a hung guest writes a crash dump',
  needs: 'vm.power',
  audience: 'caller',
  options: { machines: machinesOption },
  examples: ['vm nmi web-1'],
  run: ({ machines }, context) => planPower('nmi', machines, context),
});
