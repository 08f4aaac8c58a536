import { defineCommand } from '../../src/command.ts';
import { machinesCard } from '../../src/summary/some-machines-card.ts';

export const vmShow = defineCommand({
  name: 'vm show',
  description: 'Shows all about a machine: CPU, memory, disks, addresses, load, processes',
  needs: 'vm.read',
  audience: 'channel',
  options: {
    machines: {
      type: 'machines',
      description: 'Which machine; several are set side by side',
      required: true,
      onlyShown: true,
    },
  },
  examples: ['vm show web-1', 'vm show web-1 db-1'],
  run: ({ machines }, context) => machinesCard(machines, context),
});
