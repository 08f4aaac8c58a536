import type { LineOf } from '../approvals/planned.ts';
import type { Actor } from '../chat.ts';
import { BotError } from '../errors.ts';
import type { RouterParts } from '../router.ts';

/**
 * Whoever sent a line, with the groups that they are in now: they may have left one since. Throws `unreachable` where
 * rights hang on theirs and nobody here can say.
 */
export async function withGroupsNow(
  { actor, place }: Pick<LineOf, 'actor' | 'place'>,
  { access, chats }: Pick<RouterParts, 'access' | 'chats'>,
): Promise<Actor> {
  const { platform, id, name, groups } = actor;
  const among = access?.book().groups(platform) ?? [];
  if (!among.some((one) => groups?.includes(one))) return actor;
  const chat = chats?.find((one) => one.platform === platform);
  const now = await chat?.groupsOf?.(id, { among, place });
  if (now) return { ...actor, groups: now };
  throw new BotError('unreachable', `Which groups ${name} is in is not known here just now`, {
    hint: 'Nothing was changed, and it still waits. Try it again in a moment, from a chat.',
  });
}
