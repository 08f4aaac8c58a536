import { provisionOf } from '../../src/capability.ts';
import { defineCommand } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';
import { cpusOption, memoryOption } from '../../src/provision/options.ts';
import { planSet } from '../../src/provision/plan-set.ts';
import { machinesOption } from '../../src/several.ts';

export const vmSet = defineCommand({
  name: 'vm set',
  description: 'Gives machines other CPUs or memory, at once or at their next start',
  needs: 'vm.change',
  audience: 'caller',
  options: {
    machines: machinesOption,
    cpus: cpusOption,
    memory: memoryOption,
  },
  examples: ['vm set web-1 --memory 8G', 'vm set tag:kelas-a --cpus 2 --memory 4G'],
  run({ machines, cpus, memory }, context) {
    if (cpus === undefined && memory === undefined) {
      throw new BotError('usage', 'vm set needs to be told what to set', {
        hint: 'Add --cpus, --memory or both: vm set web-1 --memory 8G',
      });
    }
    for (const { hypervisor } of machines) provisionOf(hypervisor);
    return planSet(machines, { cpus, memoryBytes: memory }, context);
  },
});
