import { identityKey, type People } from '../access/people.ts';
import type { Actor } from '../chat.ts';
import { BotError } from '../errors.ts';
import type { Approval } from './approval.ts';

/** Who asked: the account, and the person it was then. */
export type Askers = Pick<Approval, 'person' | 'actor'>;

/** By the account itself, and by the person behind it: links and the file may have changed since. */
export function isAsker(people: People, actor: Actor, { person, actor: asker }: Askers): boolean {
  if (identityKey(actor) === identityKey(asker)) return true;
  const now = people.of(actor)?.id;
  return now !== undefined && (now === person || now === people.of(asker)?.id);
}

/** Throws `forbidden` for whoever asked, for an account of nobody known, and where it is not known any more who asked. */
export function secondPerson(people: People, actor: Actor, approval: Askers): void {
  if (people.of(actor) === undefined) {
    throw new BotError('forbidden', 'Only a known person may approve or reject', {
      hint: `Nothing was changed. ${howToBeKnown(actor)}`,
    });
  }
  if (isAsker(people, actor, approval)) {
    throw new BotError('forbidden', 'Whoever asked may not be the second person', {
      hint: 'Nothing was changed. It is the same person in every chat. approval withdraw takes it back.',
    });
  }
  if (people.of(approval.actor) !== undefined) return;
  throw new BotError('forbidden', 'Nobody knows any more who asked', {
    hint: `Nothing was changed. It can be rejected, and asked for anew. ${howToBeKnown(approval.actor)}`,
  });
}

/** Throws `forbidden`: nobody could tell this account from the second person’s. */
export function nobodyKnown(actor: Actor): never {
  throw new BotError('forbidden', 'This needs a second person, and nobody knows who you are', {
    hint: `Nothing was changed. ${howToBeKnown(actor)}`,
  });
}

function howToBeKnown({ platform, id }: Actor): string {
  return `An admin has to name ${platform}:${id} among the people, so that one person with two accounts is not taken for two.`;
}
