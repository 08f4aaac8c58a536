import { defineCommand } from '../../src/command.ts';
import { planPower } from '../../src/power/plan.ts';

export const vmReboot = defineCommand({
  name: 'vm reboot',
  description: 'Asks the guest to reboot and waits until it is up again',
  needs: 'vm.power',
  audience: 'caller',
  options: {
    machines: { type: 'machines', description: 'The machine, or several of them', required: true },
  },
  examples: ['vm reboot web-1'],
  run: ({ machines }, context) => planPower('reboot', machines, context),
});
