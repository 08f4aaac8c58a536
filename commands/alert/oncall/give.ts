import { handOverAsTyped, turnOptions } from '../../../src/alerts/on-call/typed-turn.ts';
import { whoIs } from '../../../src/alerts/on-call/whose.ts';
import { typed } from '../../../src/cards/typed.ts';
import { defineCommand } from '../../../src/command.ts';

export const alertOncallGive = defineCommand({
  name: 'alert oncall give',
  description:
    'Makes somebody else the one who is on call, for a time or until the turn of now ends',
  needs: 'alert.oncall',
  audience: 'channel',
  options: {
    person: {
      type: 'text',
      of: 'on-call',
      description: 'Who: a mention, or a name of the configuration',
      required: true,
    },
    rota: {
      type: 'text',
      of: 'rota',
      description: 'Which rota; their only one when left out',
      required: false,
    },
    ...turnOptions,
  },
  examples: ['alert oncall give budi', 'alert oncall give @budi lab for 8h a long flight'],
  run: ({ person, rota, length, reason }, context) =>
    handOverAsTyped(
      {
        words: [rota, length, ...reason],
        line: typed('alert oncall give', person),
        who: () => whoIs(person, context),
      },
      context,
    ),
});
