import { provisionOf } from '../../src/capability.ts';
import { typed } from '../../src/cards/typed.ts';
import { defineCommand } from '../../src/command.ts';
import { cloneOperation } from '../../src/operations/vm-clone.ts';
import { newMachineName } from '../../src/provision/new-name.ts';

export const vmClone = defineCommand({
  name: 'vm clone',
  description: 'Copies a machine under a new name, with ids and addresses of its own',
  needs: 'vm.create',
  audience: 'caller',
  options: {
    machine: { type: 'machine', description: 'Which machine', required: true },
    name: { type: 'text', description: 'How the copy is called', required: true },
    linked: {
      type: 'flag',
      description: 'On top of its disk: quick and small, but it cannot be deleted then',
      required: false,
    },
    start: { type: 'flag', description: 'Start the copy', required: false },
  },
  examples: ['vm clone web-1 web-9', 'vm clone lab-03 lab-05 --linked --start'],
  async run({ machine, name, linked, start }, { fleet, signal }) {
    provisionOf(machine.hypervisor);
    const flags = `${linked ? ' --linked' : ''}${start ? ' --start' : ''}`;
    const label = await newMachineName(name, {
      hypervisor: machine.hypervisor,
      fleet,
      signal,
      line: (other) => `${typed('vm clone', machine.label, other)}${flags}`,
    });
    const current = await fleet.current(machine.machine, signal);
    const source = { ...current, label: machine.label };
    return { operations: [cloneOperation(source, label, { name, linked, start })] };
  },
});
