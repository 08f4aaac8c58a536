import { provisionOf } from '../../src/capability.ts';
import { defineCommand } from '../../src/command.ts';
import { resizeOperation } from '../../src/operations/vm-resize.ts';
import { diskOption } from '../../src/provision/options.ts';
import { newSize, pickDisk } from '../../src/provision/pick-disk.ts';

export const vmResize = defineCommand({
  name: 'vm resize',
  description: 'Makes a disk of a machine larger; it can never be made smaller again',
  needs: 'vm.change',
  audience: 'caller',
  options: {
    machine: { type: 'machine', description: 'Which machine', required: true },
    size: {
      ...diskOption,
      description: 'What the disk shall have, or how much more',
      required: true,
      positional: true,
      relative: true,
    },
    disk: {
      type: 'text',
      description: 'Which disk, where it has several',
      required: false,
      of: 'disk',
    },
  },
  examples: ['vm resize web-1 +10G', 'vm resize build-1 80G scsi0'],
  async run({ machine, size, disk: word }, { fleet, signal }) {
    const provision = provisionOf(machine.hypervisor);
    const current = await fleet.current(machine.machine, signal);
    const disks = await provision.disks(current.machine, signal);
    const disk = pickDisk(machine.label, disks, word);
    const bytes = newSize(disk, size, machine.label);
    return { operations: [resizeOperation({ ...current, label: machine.label }, disk, bytes)] };
  },
});
