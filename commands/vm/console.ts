import { screenOf } from '../../src/capability.ts';
import type { Block } from '../../src/card.ts';
import { stateWords } from '../../src/cards/machine-state.ts';
import { typed } from '../../src/cards/typed.ts';
import { defineCommand } from '../../src/command.ts';
import { isOff } from '../../src/power/is-off.ts';

export const vmConsole = defineCommand({
  name: 'vm console',
  description: 'Says how you get to the screen and keyboard of a machine from your own computer',
  needs: 'guest.inspect',
  audience: 'caller',
  options: { machine: { type: 'machine', description: 'Which machine', required: true } },
  examples: ['vm console web-1'],
  async run({ machine: asked }, context) {
    const screen = screenOf(asked.hypervisor);
    const { machine } = await context.fleet.current(asked.machine, context.signal);
    if (machine.state !== 'running' && machine.state !== 'paused') {
      throw isOff(asked.label, `${asked.label} is ${stateWords(machine)}: its console is closed`);
    }
    const ways = await screen.consoles(machine, context.signal);
    const blocks = ways.flatMap(({ name, line, note }): Block[] => [
      { type: 'text', text: `${name}:` },
      { type: 'code', text: line },
      ...(note === undefined ? [] : [{ type: 'text', text: note } as const]),
    ]);
    return {
      title: `Console of ${asked.label} on ${machine.host}`,
      blocks:
        blocks.length > 0
          ? blocks
          : [{ type: 'text', text: 'It has neither a screen nor a serial console.' }],
      actions: [
        ...(screen.shot === undefined
          ? []
          : [{ label: 'Screenshot', command: typed('vm screenshot', asked.label) }]),
        { label: 'Show', command: typed('vm show', asked.label) },
      ],
      footer: 'For your own computer, with your own rights on the host',
    };
  },
});
