import { defineCommand } from '../../src/command.ts';
import { machineCard } from '../../src/summary/machine-card.ts';

export const vmShow = defineCommand({
  name: 'vm show',
  description: 'Shows all about a machine: CPU, memory, disks, addresses, load, processes',
  needs: 'vm.read',
  audience: 'channel',
  options: {
    machine: { type: 'machine', description: 'Which machine', required: true, onlyShown: true },
  },
  examples: ['vm show web-1'],
  run: ({ machine }, context) => machineCard(machine, context),
});
