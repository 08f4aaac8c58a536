import { askedAbout } from '../../src/access/asked-about.ts';
import { explainCard } from '../../src/access/explain.ts';
import { accessOf } from '../../src/access/in-chat.ts';
import { identityKey } from '../../src/access/people.ts';
import { findSomebody } from '../../src/access/somebody.ts';
import { defineCommand } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';

export const accessExplain = defineCommand({
  name: 'access explain',
  description: 'Says which rule lets a person do something, or why none does',
  needs: 'help',
  audience: 'caller',
  options: {
    person: {
      type: 'text',
      of: 'person',
      description: 'Who: me, a mention, a name, or slack:U123',
      required: true,
    },
    what: {
      type: 'rest',
      description: 'A line as it would be typed, or a right and machines',
      required: true,
    },
  },
  examples: ['access explain me vm stop web-1', 'access explain @anna vm.power web-1'],
  async run({ person: word, what }, context) {
    const { actor, local } = context;
    const access = accessOf(context);
    const me = { actor, person: access.book().people.of(actor) };
    const who = word === 'me' ? me : findSomebody(word, actor.platform, access);
    const self = identityKey(who.actor) === identityKey(actor);
    if (!self && !context.may('access.read')) {
      throw new BotError(
        'forbidden',
        'What others may do is for those to ask who see access list',
        {
          hint: 'access explain me says what you may do.',
        },
      );
    }
    const about = await askedAbout(what, context);
    if (self && access.trusts({ actor, local })) {
      return { title: 'You may do everything here: you run the bot', tone: 'success' };
    }
    return explainCard(access, { who: self ? me : who, ...about }, context.now());
  },
});
