import { defineCommand } from '../../src/command.ts';
import { planDelete } from '../../src/provision/plan-delete.ts';
import { machinesOption } from '../../src/several.ts';

export const vmDelete = defineCommand({
  name: 'vm delete',
  description: 'Deletes machines with their disks; shows each file first',
  needs: 'vm.delete',
  audience: 'caller',
  options: { machines: machinesOption },
  examples: ['vm delete web-9', 'vm delete tag:kelas-a'],
  run: ({ machines }, context) => planDelete(machines, context),
});
