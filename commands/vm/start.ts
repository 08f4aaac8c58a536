import { defineCommand } from '../../src/command.ts';
import { planStart } from '../../src/power/plan-start.ts';
import { anywayOption } from '../../src/power/start-guard.ts';
import { machinesOption } from '../../src/several.ts';

export const vmStart = defineCommand({
  name: 'vm start',
  description: 'Turns machines on and waits until they run',
  needs: 'vm.power',
  audience: 'caller',
  options: {
    machines: machinesOption,
    anyway: anywayOption,
  },
  examples: ['vm start web-1', 'vm start tag:prod'],
  run: ({ machines, anyway }, context) => planStart(machines, anyway, context),
});
