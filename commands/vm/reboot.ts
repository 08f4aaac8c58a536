import { defineCommand } from '../../src/command.ts';
import { planPower } from '../../src/power/plan.ts';
import { machinesOption } from '../../src/several.ts';

export const vmReboot = defineCommand({
  name: 'vm reboot',
  description: 'Asks the guest to reboot and waits until it is up again',
  needs: 'vm.power',
  audience: 'caller',
  options: { machines: machinesOption },
  examples: ['vm reboot web-1'],
  run: ({ machines }, context) => planPower('reboot', machines, context),
});
