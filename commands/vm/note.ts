import { labelsOf } from '../../src/capability.ts';
import { defineCommand } from '../../src/command.ts';
import { noteOn } from '../../src/hypervisor/labels.ts';
import { noteOperation } from '../../src/operations/vm-note.ts';
import { fingerprint } from '../../src/safety/fingerprint.ts';
import { seenMachine } from '../../src/safety/seen.ts';

export const vmNote = defineCommand({
  name: 'vm note',
  description: 'Writes a note on a machine, in place of the one it has; "" takes it away',
  needs: 'vm.change',
  audience: 'caller',
  options: {
    machine: { type: 'machine', description: 'Which machine', required: true },
    text: { type: 'text', description: 'What to write', required: true },
  },
  examples: ['vm note web-1 "owner: Budi, until June"'],
  async run({ machine, text }, { fleet, signal }) {
    const labels = labelsOf(machine.hypervisor);
    const current = { ...(await fleet.current(machine.machine, signal)), label: machine.label };
    const note = (await noteOn(current.machine, labels, signal)) ?? '';
    const operations = [noteOperation(current, text.trim())];
    if (note === '' || note === text.trim()) return { operations };
    return {
      preview: {
        title: `Replace the note on ${current.label}?`,
        tone: 'warning',
        blocks: [
          { type: 'text', text: 'It says now:' },
          { type: 'text', text: note },
        ],
      },
      fingerprint: fingerprint(['note', seenMachine(current), note]),
      danger: 'confirm',
      confirmLabel: `Replace the note of ${current.label} on ${current.machine.host}`,
      operations,
    };
  },
});
