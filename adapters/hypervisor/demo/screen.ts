import { encode } from 'fast-png';
import { BotError } from '../../../src/errors.ts';
import type { Screen } from '../../../src/hypervisor/screen.ts';
import type { Connection } from './connect.ts';
import { find } from './find.ts';
import { isOn } from './world/state.ts';

const WIDTH = 640;
const HEIGHT = 400;
/** The bars of a television's test card: nobody takes them for a real screen. */
const bars = [0xc0c0c0, 0xc0c000, 0x00c0c0, 0x00c000, 0xc000c0, 0xc00000, 0x0000c0];

export function createScreen(connection: Connection): Screen {
  return {
    /** Demo machines run nowhere: the line leads to a host that cannot be. */
    async consoles(machine, signal) {
      signal.throwIfAborted();
      const { seed, state } = find(connection, machine);
      if (!isOn(state) || seed.kind === 'container') return [];
      const uri = `qemu+ssh://${seed.host}.invalid/system`;
      return [
        {
          name: 'screen, with virt-viewer',
          line: `virt-viewer --connect ${uri} --uuid ${machine.birth}`,
        },
      ];
    },
    async shot(machine, signal) {
      signal.throwIfAborted();
      const { seed, state } = find(connection, machine);
      if (!isOn(state)) throw new BotError('conflict', `${seed.name} is off: its screen is dark`);
      if (seed.kind === 'container') {
        throw new BotError('unsupported', `${seed.name} is a container: it has no screen`);
      }
      return { png: testCard(), width: WIDTH, height: HEIGHT };
    },
  };
}

export function testCard(): Buffer {
  const data = Buffer.alloc(WIDTH * HEIGHT * 3);
  for (let pixel = 0; pixel < WIDTH * HEIGHT; pixel += 1) {
    const bar = Math.floor(((pixel % WIDTH) / WIDTH) * bars.length);
    data.writeUIntBE(bars[bar] ?? 0, pixel * 3, 3);
  }
  return Buffer.from(encode({ width: WIDTH, height: HEIGHT, data, channels: 3, depth: 8 }));
}
