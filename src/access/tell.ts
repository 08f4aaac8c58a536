import { randomBytes } from 'node:crypto';
import type { Chat } from '../chat.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { Tell } from './access.ts';

/** Tells a person through the outbox; false where no chat of this process knows a place for them. */
export function tellingThrough(
  chats: readonly Chat[],
  { say, log }: Pick<Store, 'say'> & { readonly log: Log },
): Tell {
  return async (person, card) => {
    const chat = chats.find(({ platform }) => platform === person.platform);
    if (chat?.direct === undefined) return false;
    try {
      const place = await chat.direct(person.id);
      await say({ place, card, nonce: randomBytes(12).toString('base64url'), calls: person.id });
      return true;
    } catch (err) {
      log.warn({ err, person: person.id }, 'a person could not be told');
      return false;
    }
  };
}
