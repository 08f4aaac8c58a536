import { defineCommand } from '../../src/command.ts';
import { planTags } from '../../src/labels/plan-tags.ts';
import { readTags } from '../../src/labels/tags.ts';
import { machinesOption } from '../../src/several.ts';

export const vmTag = defineCommand({
  name: 'vm tag',
  description: 'Writes tags on machines, or takes them away; tag:NAME then means all that have it',
  needs: 'vm.change',
  audience: 'caller',
  options: {
    machines: machinesOption,
    remove: { type: 'flag', description: 'Takes the tags away', required: false },
    tags: {
      type: 'rest',
      description: 'Small letters, digits and hyphens',
      required: true,
      ours: true,
    },
  },
  examples: ['vm tag web-1 prod web', 'vm tag lab-0* kelas-a', 'vm tag web-1 --remove prod'],
  run({ machines, remove, tags }, context) {
    const named = readTags(tags);
    return planTags(
      machines,
      remove ? { add: [], remove: named } : { add: named, remove: [] },
      context,
    );
  },
});
