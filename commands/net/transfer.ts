import { defineCommand } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';
import { bytes as inWords } from '../../src/format.ts';
import { runningGuest } from '../../src/guest/running.ts';
import { transferOperation } from '../../src/operations/net-transfer.ts';
import { fingerprint } from '../../src/safety/fingerprint.ts';
import { seenMachine } from '../../src/safety/seen.ts';

const MIB = 1024 ** 2;
const DEFAULT_BYTES = 16 * MIB;
/** What moves more than this is asked about first: it takes the network from others. */
const ASKED_FROM = 1024 * MIB;
const MOST_BYTES = 10 * 1024 * MIB;

export const netTransfer = defineCommand({
  name: 'net transfer',
  description: 'Sends real bytes from one guest to another, checks that they arrived, and how fast',
  needs: 'net.test',
  audience: 'channel',
  options: {
    from: { type: 'machine', description: 'The machine that sends', required: true },
    to: { type: 'machine', description: 'The machine that receives', required: true },
    bytes: {
      type: 'size',
      min: 1,
      max: MOST_BYTES,
      description: `How much, ${inWords(DEFAULT_BYTES)} when left out`,
      required: false,
    },
    way: {
      type: 'choice',
      values: ['one-way', 'both-ways'],
      description: 'both-ways sends it back too, afterwards',
      required: false,
    },
  },
  examples: ['net transfer web-1 db-1', 'net transfer web-1 db-1 100M both-ways'],
  async run({ from, to, bytes = DEFAULT_BYTES, way }, context) {
    if (from.machine.site === to.machine.site && from.machine.id === to.machine.id) {
      throw new BotError('invalid', `${from.label} would send to itself`, {
        hint: 'Name two machines.',
      });
    }
    const [sender, receiver] = await Promise.all([
      runningGuest(from, context),
      runningGuest(to, context),
    ]);
    const bothWays = way === 'both-ways';
    const operations = [transferOperation(sender, receiver, { bytes, bothWays })];
    if (bytes <= ASKED_FROM) return { operations };
    const ends = `${from.label} on ${sender.machine.host} and ${to.label} on ${receiver.machine.host}`;
    return {
      preview: {
        title: `Send ${inWords(bytes)} from ${from.label} to ${to.label}?`,
        tone: 'warning',
        blocks: [
          {
            type: 'text',
            text: `It takes what the network between ${ends} gives${bothWays ? ', one way after the other' : ''}, and a processor of each.`,
          },
        ],
      },
      fingerprint: fingerprint([
        'transfer',
        seenMachine(sender),
        seenMachine(receiver),
        bytes,
        bothWays,
      ]),
      danger: 'confirm',
      confirmLabel: `Send ${inWords(bytes)} to ${to.label} on ${receiver.machine.host}`,
      operations,
    };
  },
});
