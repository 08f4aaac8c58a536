import { accessOf } from '../../../src/access/in-chat.ts';
import { handOver } from '../../../src/alerts/on-call/hand-over.ts';
import { refuseOthers, rotaOf, rotasIn, whoIs } from '../../../src/alerts/on-call/whose.ts';
import { turnLengths, turnWords } from '../../../src/alerts/on-call/words.ts';
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
    length: {
      type: 'text',
      such: turnLengths,
      description: 'How long: 4h, 8h, 1d; until the turn of now ends when left out',
      required: false,
    },
    reason: { type: 'rest', ours: true, asked: true, description: 'Why', required: false },
  },
  examples: ['alert oncall give budi', 'alert oncall give @budi lab for 8h a long flight'],
  async run({ person: word, rota: named, length, reason: words }, context) {
    const rotas = rotasIn(accessOf(context));
    const said = [named, length, ...words].filter((one) => one !== undefined);
    const { ms, reason, ...asked } = turnWords(said, [...rotas.keys()]);
    const person = whoIs(word, context);
    const rota = rotaOf(asked.rota, person, rotas, typed('alert oncall give', word));
    refuseOthers(rota, person, context);
    return handOver({ rota, person, ms, reason }, context);
  },
});
