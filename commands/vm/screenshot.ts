import { shotOf } from '../../src/capability.ts';
import { stateWords } from '../../src/cards/machine-state.ts';
import { typed } from '../../src/cards/typed.ts';
import { defineCommand } from '../../src/command.ts';
import { isOff } from '../../src/power/is-off.ts';

export const vmScreenshot = defineCommand({
  name: 'vm screenshot',
  description: 'Shows what stands on the screen of a machine',
  needs: 'guest.inspect',
  audience: 'caller',
  options: { machine: { type: 'machine', description: 'Which machine', required: true } },
  examples: ['vm screenshot web-1'],
  async run({ machine: asked }, context) {
    const shotFrom = shotOf(asked.hypervisor);
    const current = await context.fleet.current(asked.machine, context.signal);
    const { machine } = current;
    if (machine.state !== 'running' && machine.state !== 'paused') {
      throw isOff(asked.label, `${asked.label} is ${stateWords(machine)}: its screen is dark`);
    }
    const shot = await shotFrom(machine, context.signal);
    return {
      title: `Screen of ${asked.label} on ${machine.host}`,
      blocks: [
        {
          type: 'image',
          alt: `the screen of ${asked.label}, ${shot.width} by ${shot.height} pixels`,
          png: shot.png.toString('base64'),
        },
      ],
      actions: [{ label: 'Show', command: typed('vm show', asked.label) }],
    };
  },
});
