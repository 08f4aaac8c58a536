import { randomBytes } from 'node:crypto';
import type { Chat } from '../chat.ts';
import type { Log } from '../log.ts';
import type { Tell } from './access.ts';

/** Tells a person through the chats of this process; false where none reaches them. */
export function tellingThrough(chats: readonly Chat[], log: Log): Tell {
  return async (person, card) => {
    const chat = chats.find(({ platform }) => platform === person.platform);
    if (chat?.direct === undefined) return false;
    try {
      const place = await chat.direct(person.id);
      const nonce = randomBytes(12).toString('base64url');
      await chat.post(place, card, { nonce, calls: person.id });
      return true;
    } catch (err) {
      log.warn({ err, person: person.id }, 'a person could not be told');
      return false;
    }
  };
}
