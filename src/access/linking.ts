import type { Actor } from '../chat.ts';
import { BotError } from '../errors.ts';
import type { AccessRecords } from '../store/access/grants.ts';
import { hashOf, newCode } from './code.ts';
import { identityKey, type People } from './people.ts';

/** One human being shows that two identities are theirs. */
export interface Linking {
  /** A code for the other chat. Throws `conflict` where this identity is a second one already. */
  linkCode(first: Actor): Promise<string>;
  /** Whose code that is; it is this person's to confirm from now on. */
  takeLink(code: string, second: Actor): Promise<Actor>;
  /** Joins them. Throws `conflict` where both are somebody already, or on one platform. */
  link(second: Actor): Promise<Actor>;
  /** False where nothing was linked. */
  unlink(identity: Actor, by: Actor): Promise<boolean>;
}

interface LinkingParts {
  readonly records: AccessRecords;
  people(): People;
  after<T>(change: Promise<T>): Promise<T>;
}

export function linkingOver({ records, people, after }: LinkingParts): Linking {
  return {
    async linkCode(first) {
      const code = newCode();
      await records.addLinkCode(hashOf(code), first);
      return code;
    },
    async takeLink(code, second) {
      const first = await records.takeLinkCode(hashOf(code), second);
      refuseJoin(people(), first, second);
      return first;
    },
    link: (second) => after(records.link(second, (first) => refuseJoin(people(), first, second))),
    unlink: (identity, by) => after(records.unlink(identity, by)),
  };
}

function refuseJoin(people: People, first: Actor, second: Actor): void {
  if (first.platform === second.platform) {
    throw new BotError('conflict', 'Both are in the same chat', {
      hint: 'Nothing was changed. The code is for your other chat.',
    });
  }
  const joined = people.of(second);
  if (joined === undefined) return;
  const same = people.of(first)?.id === joined.id;
  throw new BotError(
    'conflict',
    same ? 'These two are linked already' : `${identityKey(second)} is ${joined.name} already`,
    {
      hint: same
        ? 'Nothing was changed.'
        : 'Nothing was changed. Type link here instead and send its code from the other chat, or unlink first.',
    },
  );
}
