import { requestCard } from '../../src/access/cards.ts';
import { accessOf } from '../../src/access/in-chat.ts';
import { roles } from '../../src/access/roles.ts';
import { defineCommand } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';
import { listed } from '../../src/line/usage.ts';

export const accessRequest = defineCommand({
  name: 'access request',
  description: 'Asks those who can grant for a role',
  needs: 'help',
  audience: 'caller',
  options: {
    role: {
      type: 'choice',
      values: roles,
      description: 'Which; viewer if left out',
      required: false,
    },
  },
  examples: ['access request', 'access request operator'],
  async run({ role = 'viewer' }, context) {
    const { actor, local } = context;
    const access = accessOf(context);
    if (local) throw new BotError('conflict', 'You can do everything here already');
    const has = access
      .grants()
      .find(
        ({ person, role: one }) =>
          person.platform === actor.platform &&
          person.id === actor.id &&
          roles.indexOf(one) >= roles.indexOf(role),
      );
    if (has) throw new BotError('conflict', `You are ${has.role} already`);
    const admins = access.admins(actor.platform);
    const again = access
      .requests()
      .some(
        ({ person, role: one }) =>
          person.platform === actor.platform && person.id === actor.id && one === role,
      );
    await access.request(actor, role);
    // Who was told once is not called again by every click.
    const told = again
      ? []
      : await toldOf(admins, async (admin) => access.tell(admin, requestCard(actor, role)));
    return {
      title: again ? `You have asked to be ${role} already` : `You asked to be ${role}`,
      tone: 'neutral',
      blocks: [{ type: 'text', text: whoKnows(told, again) }],
    };
  },
});

async function toldOf<T extends { readonly name: string }>(
  people: readonly T[],
  tell: (person: T) => Promise<boolean>,
): Promise<readonly string[]> {
  const all = await Promise.all(people.map(async (one) => ((await tell(one)) ? [one.name] : [])));
  return all.flat();
}

function whoKnows(told: readonly string[], again: boolean): string {
  if (told.length > 0)
    return `${listed(told)} got a message. You hear of it when one of them answers.`;
  const seen = 'Your request waits in access list, where every admin sees it.';
  return again ? seen : `Nobody could be told just now. ${seen}`;
}
