import { defineCommand } from '../../src/command.ts';
import { planPower } from '../../src/power/plan.ts';
import { machinesOption } from '../../src/several.ts';

export const vmShutdown = defineCommand({
  name: 'vm shutdown',
  description: 'Asks the guest to shut down and waits until it is off',
  needs: 'vm.power',
  audience: 'caller',
  options: { machines: machinesOption },
  examples: ['vm shutdown web-1', 'vm shutdown host:pve1'],
  run: ({ machines }, context) => planPower('shutdown', machines, context),
});
