import { accessOf } from '../../../src/access/in-chat.ts';
import { handOver } from '../../../src/alerts/on-call/hand-over.ts';
import { refuseOthers, rotaOf, rotasIn, whoAsks } from '../../../src/alerts/on-call/whose.ts';
import { turnLengths, turnWords } from '../../../src/alerts/on-call/words.ts';
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
    length: {
      type: 'text',
      such: turnLengths,
      description: 'How long: 4h, 8h, 1d; until the turn of now ends when left out',
      required: false,
    },
    reason: { type: 'rest', ours: true, asked: true, description: 'Why', required: false },
  },
  examples: [
    'alert oncall take',
    'alert oncall take for 8h',
    'alert oncall take lab 2d anna is ill',
  ],
  async run({ rota: named, length, reason: words }, context) {
    const rotas = rotasIn(accessOf(context));
    const said = [named, length, ...words].filter((word) => word !== undefined);
    const { ms, reason, ...asked } = turnWords(said, [...rotas.keys()]);
    const person = whoAsks(context);
    const rota = rotaOf(asked.rota, person, rotas, 'alert oncall take');
    refuseOthers(rota, person, context);
    return handOver({ rota, person, ms, reason }, context);
  },
});
