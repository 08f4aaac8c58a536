import { accessOf } from '../../src/access/in-chat.ts';
import { findPerson } from '../../src/access/person.ts';
import { defineCommand } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';

export const accessRefuse = defineCommand({
  name: 'access refuse',
  description: 'Says no to a person who asked for a role; what they have stays',
  needs: 'access.change',
  audience: 'caller',
  options: {
    person: { type: 'text', of: 'person', description: 'Who asked', required: true },
  },
  examples: ['access refuse slack:U123'],
  async run({ person: word }, context) {
    const { actor } = context;
    const access = accessOf(context);
    const known = access.requests().map(({ person }) => person);
    const person = findPerson(word, actor.platform, known);
    if (!(await access.refuse(person, actor))) {
      throw new BotError('conflict', `No request of ${person.name} is open any more`, {
        hint: 'Nothing was changed. access list shows who has which role.',
      });
    }
    await access.tell(person, {
      title: 'Your request for access was refused',
      tone: 'warning',
      blocks: [{ type: 'text', text: `${actor.name} refused it.` }],
    });
    return { title: `${person.name} was told no`, tone: 'neutral' };
  },
});
