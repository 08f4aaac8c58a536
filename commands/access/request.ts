import { requestCard } from '../../src/access/cards.ts';
import { accessOf } from '../../src/access/in-chat.ts';
import { identityKey } from '../../src/access/people.ts';
import { requireRole } from '../../src/access/required.ts';
import type { Rulebook } from '../../src/access/rulebook.ts';
import type { Actor } from '../../src/chat.ts';
import { defineCommand } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';
import { listed } from '../../src/line/usage.ts';

/** Milliseconds for which a person who asks again, for whatever role, calls nobody. */
const QUIET_MS = 3_600_000;

export const accessRequest = defineCommand({
  name: 'access request',
  description: 'Asks those who can grant for a role',
  needs: 'help',
  audience: 'caller',
  options: {
    role: {
      type: 'text',
      of: 'role',
      description: 'Which; viewer if left out',
      required: false,
    },
  },
  examples: ['access request', 'access request operator'],
  async run({ role = 'viewer' }, context) {
    const { actor, local } = context;
    const access = accessOf(context);
    if (local && access.may({ actor, local }, 'access.change'))
      throw new BotError('conflict', 'You can do everything here already');
    requireRole(role, access);
    const has = hasAlready(role, access.book(), actor);
    if (has) throw new BotError('conflict', `You are ${has} already`);
    const admins = access.admins(actor.platform);
    const before = access
      .requests()
      .find(({ person }) => identityKey(person) === identityKey(actor));
    // Who was told lately is not called again by every click.
    const again = before !== undefined && context.now() - before.at < QUIET_MS;
    await access.request(actor, role);
    const told = again
      ? []
      : await toldOf(admins, async (admin) => access.tell(admin, requestCard(actor, role)));
    return {
      title:
        again && before.role === role
          ? `You have asked to be ${role} already`
          : `You asked to be ${role}`,
      tone: 'neutral',
      blocks: [{ type: 'text', text: whoKnows(told, again) }],
    };
  },
});

/** A role of theirs, on everything and anywhere, that lets them do all that this one does. */
function hasAlready(role: string, book: Rulebook, actor: Actor): string | undefined {
  const wanted = [...(book.roles.get(role) ?? [])];
  return book
    .of(actor)
    .find(
      ({ covers, in: places, permissions }) =>
        covers.all && places === undefined && wanted.every((one) => permissions.has(one)),
    )?.role;
}

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
