import { defineCommand } from '../../src/command.ts';
import { planPower } from '../../src/power/plan.ts';

export const vmShutdown = defineCommand({
  name: 'vm shutdown',
  description: 'Asks the guest to shut down and waits until it is off',
  needs: 'vm.power',
  audience: 'caller',
  options: {
    machines: { type: 'machines', description: 'The machine, or several of them', required: true },
  },
  examples: ['vm shutdown web-1', 'vm shutdown host:pve1'],
  run: ({ machines }, context) => planPower('shutdown', machines, context),
});
