import { defineCommand } from '../../src/command.ts';
import { machinesCard } from '../../src/summary/some-machines-card.ts';
import { topOption } from '../../src/summary/top-processes.ts';

export const vmShow = defineCommand({
  name: 'vm show',
  description: 'Shows all about a machine: CPU, memory, disks, addresses, load, processes, alerts',
  needs: 'vm.read',
  audience: 'channel',
  options: {
    machines: {
      type: 'machines',
      description: 'Which machine; several are set side by side',
      required: true,
      onlyShown: true,
    },
    top: topOption,
  },
  examples: ['vm show web-1', 'vm show web-1 db-1', 'vm show web-1 --top memory'],
  run: ({ machines, top }, context) => machinesCard(machines, context, top),
});
