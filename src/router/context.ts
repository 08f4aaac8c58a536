import type { Caller, Place } from '../chat.ts';
import type { CommandContext } from '../command.ts';
import type { RouterParts } from '../router.ts';

export type ContextParts = Pick<
  RouterParts,
  | 'fleet'
  | 'tasks'
  | 'commands'
  | 'access'
  | 'boards'
  | 'replicas'
  | 'own'
  | 'ways'
  | 'policy'
  | 'zone'
  | 'chats'
>;

/** What a command may know of this person and the place they ask from. */
export function contextFor(
  parts: ContextParts,
  { actor, local, place }: Caller & { readonly place?: Place | undefined },
  signal: AbortSignal,
): CommandContext {
  const { fleet, tasks, commands, access, boards, replicas, own, ways, policy, zone } = parts;
  return {
    actor,
    local,
    place,
    brief: place?.durable === true,
    ...{ fleet, tasks, commands, access, boards, replicas, own, ways, zone },
    may: (permission) => policy.may({ actor, local }, permission),
    note: parts.chats?.find(({ platform }) => platform === place?.platform)?.note,
    signal,
    now: Date.now,
  };
}
