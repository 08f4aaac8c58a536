import { defineCommand } from '../../src/command.ts';
import { machineListCard } from '../../src/summary/machine-list.ts';

export const vmList = defineCommand({
  name: 'vm list',
  description: 'Shows machines: state, host, CPU and memory',
  needs: 'vm.read',
  audience: 'channel',
  options: {
    machines: {
      type: 'machines',
      description: 'Only these: a name, web-*, tag:prod, host:pve1, site:kvm, state:running',
      required: false,
      onlyShown: true,
    },
  },
  examples: ['vm list', 'vm list web-*', 'vm list state:running'],
  run: ({ machines }, context) => machineListCard(machines, context),
});
