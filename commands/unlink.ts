import { accessOf } from '../src/access/in-chat.ts';
import { identityKey } from '../src/access/people.ts';
import { personWord } from '../src/access/person.ts';
import { findSomebody } from '../src/access/somebody.ts';
import type { Actor } from '../src/chat.ts';
import { type CommandContext, defineCommand } from '../src/command.ts';
import { BotError } from '../src/errors.ts';

export const unlink = defineCommand({
  name: 'unlink',
  description: 'Parts identities that link had joined; your own, or as an admin another’s',
  needs: 'help',
  audience: 'caller',
  options: {
    person: {
      type: 'text',
      of: 'person',
      description: 'Which identity: slack:U123; yours here when left out',
      required: false,
    },
  },
  examples: ['unlink', 'unlink discord:80351110224678912'],
  async run({ person: word = 'me' }, context) {
    const { actor } = context;
    const access = accessOf(context);
    const whom = word === 'me' ? actor : findSomebody(word, actor.platform, access).actor;
    const { people } = access.book();
    const own = people.of(actor)?.id;
    const isOwn = identityKey(whom) === identityKey(actor) || (own && people.of(whom)?.id === own);
    if (!isOwn && !context.may('access.change')) {
      throw new BotError('forbidden', 'Only they themselves or an admin may part them', {
        hint: 'Nothing was changed.',
      });
    }
    await refuseWaiting(whom, context);
    if (await access.unlink(whom, actor)) {
      return { title: `${personWord(whom)} stands for itself again`, tone: 'success' };
    }
    const path = fileOwner(access.file().people, whom);
    throw new BotError('not-found', `${personWord(whom)} is not linked to anybody`, {
      hint:
        path === undefined
          ? 'Nothing was changed.'
          : `Nothing was changed. ${path} in the configuration names it: that is changed there.`,
    });
  },
});

/** As many requests are looked through. */
const LOOKED_THROUGH = 1000;

/** Parted, one of them could pass for somebody else, and approve what the other asked for. */
async function refuseWaiting(
  whom: Actor,
  { approvals }: Pick<CommandContext, 'approvals'>,
): Promise<void> {
  const open = (await approvals?.list({ ended: false, limit: LOOKED_THROUGH })) ?? [];
  const own = open.find((one) => approvals?.isAsker(whom, one));
  if (own === undefined) return;
  throw new BotError('conflict', `Approval ${own.id} waits, and ${own.actor.name} asked for it`, {
    hint: `Nothing was changed. It is withdrawn or decided about first: approval show ${own.id}.`,
  });
}

function fileOwner(
  people: ReturnType<ReturnType<typeof accessOf>['file']>['people'],
  { platform, id }: { readonly platform: string; readonly id: string },
): string | undefined {
  const found = Object.entries(people).find(([, { ids }]) => ids[platform] === id);
  return found && `access.people.${found[0]}`;
}
