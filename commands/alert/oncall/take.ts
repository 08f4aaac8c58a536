import { handOverAsTyped, turnOptions } from '../../../src/alerts/on-call/typed-turn.ts';
import { whoAsks } from '../../../src/alerts/on-call/whose.ts';
import { defineCommand } from '../../../src/command.ts';

export const alertOncallTake = defineCommand({
  name: 'alert oncall take',
  description: 'Makes you the one who is on call, for a time or until the turn of now ends',
  needs: 'alert.oncall',
  audience: 'channel',
  options: {
    rota: {
      type: 'text',
      of: 'rota',
      description: 'Which rota; your only one when left out',
      required: false,
    },
    ...turnOptions,
  },
  examples: [
    'alert oncall take',
    'alert oncall take for 8h',
    'alert oncall take lab 2d anna is ill',
  ],
  run: ({ rota, length, reason }, context) =>
    handOverAsTyped(
      {
        words: [rota, length, ...reason],
        line: 'alert oncall take',
        who: () => whoAsks(context),
      },
      context,
    ),
});
