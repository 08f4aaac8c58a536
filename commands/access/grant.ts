import { grantedCard, youAreCard } from '../../src/access/cards.ts';
import { accessOf } from '../../src/access/in-chat.ts';
import { findPerson } from '../../src/access/person.ts';
import { roles } from '../../src/access/roles.ts';
import { defineCommand } from '../../src/command.ts';

export const accessGrant = defineCommand({
  name: 'access grant',
  description: 'Gives a person a role, instead of the one they had',
  needs: 'access.change',
  audience: 'caller',
  options: {
    person: {
      type: 'text',
      of: 'person',
      description: 'Who: a mention, a name, or slack:U123',
      required: true,
    },
    role: { type: 'choice', values: roles, description: 'Which role', required: true },
  },
  examples: ['access grant slack:U123 operator', 'access grant @anna viewer'],
  async run({ person: word, role }, context) {
    const { actor, local } = context;
    const access = accessOf(context);
    const known = [...access.grants(), ...access.requests()].map(({ person }) => person);
    const person = findPerson(word, actor.platform, known);
    await access.grant(person, role, { actor, local });
    await access.tell(person, youAreCard(role, actor));
    return grantedCard(person, role);
  },
});
