import { defineCommand } from '../../src/command.ts';
import { planSnapshots } from '../../src/snapshots/plan-create.ts';

export const snapshotCreate = defineCommand({
  name: 'snapshot create',
  description: 'Takes a snapshot of machines, with their RAM where they run and the site can',
  needs: 'snapshot.create',
  audience: 'caller',
  options: {
    machines: { type: 'machines', description: 'Of which machines', required: true },
    name: { type: 'text', description: 'How it is called', required: true },
    description: {
      type: 'text',
      description: 'Why it was taken',
      required: false,
      positional: false,
    },
    diskOnly: {
      type: 'flag',
      description: 'Without the RAM; the disks are then as after a power cut',
      required: false,
    },
    external: {
      type: 'flag',
      description: 'In files of its own beside the disks',
      required: false,
    },
  },
  examples: [
    'snapshot create web-1 before-upgrade',
    'snapshot create web-1 before --description "kernel 6.12"',
    'snapshot create tag:kelas-a before-exam --disk-only',
  ],
  run({ machines, name, description = '', diskOnly: disksOnly, external }, context) {
    const wanted = {
      name,
      description,
      ...(disksOnly && { disksOnly }),
      ...(external && { external }),
    };
    return planSnapshots(machines, wanted, context);
  },
});
