import { accessOf } from '../src/access/in-chat.ts';
import { identityKey } from '../src/access/people.ts';
import { personWord } from '../src/access/person.ts';
import { findSomebody } from '../src/access/somebody.ts';
import { defineCommand } from '../src/command.ts';
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

function fileOwner(
  people: ReturnType<ReturnType<typeof accessOf>['file']>['people'],
  { platform, id }: { readonly platform: string; readonly id: string },
): string | undefined {
  const found = Object.entries(people).find(([, { ids }]) => ids[platform] === id);
  return found && `access.people.${found[0]}`;
}
