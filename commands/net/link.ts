import { typed } from '../../src/cards/typed.ts';
import { defineCommand } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';
import { interfacesLine, openPlugs, pickCard, plugWords } from '../../src/network/plugs.ts';
import { linkOperation } from '../../src/operations/net-link.ts';
import { fingerprint } from '../../src/safety/fingerprint.ts';
import { seenMachine } from '../../src/safety/seen.ts';

export const netLink = defineCommand({
  name: 'net link',
  description: 'Pulls the cable of a machine, or puts it in again',
  needs: 'net.change',
  audience: 'caller',
  options: {
    machine: { type: 'machine', description: 'Which machine', required: true },
    cable: {
      type: 'choice',
      values: ['up', 'down'],
      description: 'up puts it in, down pulls it',
      required: true,
    },
    card: {
      type: 'text',
      description: 'Which card, where it has several',
      required: false,
      positional: false,
      of: 'card',
    },
  },
  examples: ['net link web-1 down', 'net link web-1 up'],
  async run({ machine, cable, card: word }, context) {
    const plugged = await openPlugs(machine, context);
    const card = pickCard(plugged, { word, line: typed('net link', machine.label, cable) });
    const { label, machine: now } = plugged.machine;
    const up = cable === 'up';
    if (card.linkUp === up) {
      throw new BotError('conflict', `The cable of ${label} is ${up ? 'in' : 'pulled'} already`, {
        hint: `Nothing was changed. ${interfacesLine(label)} tells more.`,
      });
    }
    const operations = [linkOperation(plugged.machine, { card: card.id, up })];
    if (up) return { operations };
    return {
      preview: {
        title: `Pull the cable of ${label}?`,
        tone: 'warning',
        blocks: [
          {
            type: 'text',
            text: `${label} on ${now.host} then reaches nothing through ${card.id} (${plugWords(card)}), and nothing reaches it.`,
          },
        ],
      },
      fingerprint: fingerprint(['link', seenMachine(plugged.machine), card]),
      danger: 'confirm',
      confirmLabel: `Pull the cable of ${label} on ${now.host}`,
      operations,
    };
  },
});
