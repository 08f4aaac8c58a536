import { accessOf } from '../../src/access/in-chat.ts';
import { findPerson } from '../../src/access/person.ts';
import { defineCommand } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';

export const accessRevoke = defineCommand({
  name: 'access revoke',
  description: 'Takes a person’s role; at once, also for buttons they still see',
  needs: 'access.change',
  audience: 'caller',
  options: {
    person: {
      type: 'text',
      of: 'person',
      description: 'Who: a mention, a name, or slack:U123',
      required: true,
    },
  },
  examples: ['access revoke slack:U123', 'access revoke @anna'],
  async run({ person: word }, context) {
    const { actor, local } = context;
    const access = accessOf(context);
    const known = access.grants().map(({ person }) => person);
    const person = findPerson(word, actor.platform, known);
    if (!(await access.revoke(person, { actor, local }))) {
      throw new BotError('not-found', `${person.name} has no role`, {
        hint: 'access list shows who has one.',
      });
    }
    return {
      title: `${person.name} has no role any more`,
      tone: 'success',
      blocks: [{ type: 'text', text: 'Tasks they began go on; task cancel stops one.' }],
      actions: [{ label: 'Who may do what', command: 'access list' }],
    };
  },
});
