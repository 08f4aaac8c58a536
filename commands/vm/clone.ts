import { defineCommand } from '../../src/command.ts';
import { anywayOption } from '../../src/power/start-guard.ts';
import { planClone } from '../../src/provision/plan-clone.ts';

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
    anyway: anywayOption,
  },
  examples: ['vm clone web-1 web-9', 'vm clone lab-03 lab-05 --linked --start'],
  run: ({ machine, name, linked, start, anyway }, context) =>
    planClone(machine, { name, linked, start }, context, anyway),
});
