import type { Block, Cell } from '../../src/card.ts';
import { defineCommand } from '../../src/command.ts';
import { bytes, count, percent } from '../../src/format.ts';
import type { FileSystem } from '../../src/guest/file-systems.ts';
import { fileSystems } from '../../src/guest/probe.ts';
import { runningGuest } from '../../src/guest/running.ts';

/** Shares of a file system from which it needs a look. */
const FULL = 0.95;
const ALMOST = 0.85;

export const guestDf = defineCommand({
  name: 'guest df',
  description: 'Shows how full the file systems of a guest are',
  needs: 'guest.inspect',
  audience: 'channel',
  options: { machine: { type: 'machine', description: 'In which guest', required: true } },
  examples: ['guest df web-1'],
  async run({ machine }, context) {
    const guest = await runningGuest(machine, context);
    const all = await fileSystems(guest.channel, guest.machine, context.signal);
    const fullest = all.toSorted((a, b) => (share(b) ?? 0) - (share(a) ?? 0));
    return {
      title: `${count(all.length, 'file system')} of ${guest.label}`,
      blocks: [table(fullest)],
    };
  },
});

function table(all: readonly FileSystem[]): Block {
  return {
    type: 'table',
    columns: [
      { label: 'Mounted on' },
      { label: 'Used', align: 'right' },
      { label: 'Free', align: 'right' },
      { label: 'Size', align: 'right' },
      { label: 'Device' },
    ],
    rows: all.map((one) => [
      one.mount,
      used(one),
      bytes(one.available),
      bytes(one.total),
      one.device,
    ]),
  };
}

function used(one: FileSystem): Cell {
  const fraction = share(one);
  const text = percent(fraction);
  if (fraction === undefined || fraction < ALMOST) return text;
  return { text, tone: fraction >= FULL ? 'danger' : 'warning' };
}

/** As df counts it: of what ordinary users can have. */
function share({ used: taken, available }: FileSystem): number | undefined {
  return taken + available > 0 ? taken / (taken + available) : undefined;
}
