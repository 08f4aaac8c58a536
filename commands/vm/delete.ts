import { defineCommand } from '../../src/command.ts';
import { planDelete } from '../../src/provision/plan-delete.ts';

export const vmDelete = defineCommand({
  name: 'vm delete',
  description: 'Deletes machines with their disks; shows each file first',
  needs: 'vm.delete',
  audience: 'caller',
  options: {
    machines: { type: 'machines', description: 'The machine, or several of them', required: true },
  },
  examples: ['vm delete web-9', 'vm delete tag:kelas-a'],
  run: ({ machines }, context) => planDelete(machines, context),
});
