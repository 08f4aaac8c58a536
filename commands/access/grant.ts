import { grantedCard, youAreCard } from '../../src/access/cards.ts';
import { accessOf } from '../../src/access/in-chat.ts';
import { requireRole, requireSelector } from '../../src/access/required.ts';
import { findSomebody } from '../../src/access/somebody.ts';
import { defineCommand } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';

export const accessGrant = defineCommand({
  name: 'access grant',
  description: 'Gives a person a role, instead of the one they had on the same machines',
  needs: 'access.change',
  audience: 'caller',
  options: {
    person: {
      type: 'text',
      of: 'person',
      description: 'Who: a mention, a name, or slack:U123',
      required: true,
    },
    role: { type: 'text', of: 'role', description: 'Which role', required: true },
    on: {
      type: 'text',
      of: 'selector',
      description: 'Only on these machines: tag:lab, host:pve1, web-*; everything when left out',
      required: false,
    },
  },
  examples: [
    'access grant slack:U123 operator',
    'access grant @anna viewer',
    'access grant @ben operator tag:lab',
  ],
  async run({ person: word, role, on: typed }, context) {
    const { actor, local } = context;
    const access = accessOf(context);
    requireRole(role, access);
    const on = typed === undefined ? undefined : requireSelector(typed, access);
    const { actor: whom, person } = findSomebody(word, actor.platform, access);
    const path = access.book().inFile(person, on ?? '');
    if (path !== undefined) {
      throw new BotError('conflict', `The configuration says which role ${whom.name} has there`, {
        hint: `Nothing was changed. It stands in ${path}, is changed in the file, and is read again by itself.`,
      });
    }
    await access.grant(whom, role, { actor, local }, on);
    await access.tell(whom, youAreCard(role, actor, on));
    return grantedCard(whom, role, on);
  },
});
