import type { Permission } from '../access/permission.ts';
import type { Scope } from '../access/policy.ts';
import type { Caller } from '../chat.ts';
import type { CommandContext } from '../command.ts';
import type { RouterParts } from '../router.ts';

export type ContextParts = Pick<
  RouterParts,
  | 'fleet'
  | 'tasks'
  | 'commands'
  | 'access'
  | 'audit'
  | 'boards'
  | 'approvals'
  | 'replicas'
  | 'metrics'
  | 'alerts'
  | 'own'
  | 'ways'
  | 'doctor'
  | 'policy'
  | 'zone'
  | 'chats'
>;

/** What a command may know of this person and the place they ask from. */
export function contextFor(
  parts: ContextParts,
  { actor, local, place }: Caller,
  signal: AbortSignal,
): CommandContext {
  const { fleet, tasks, commands, access, audit, boards, approvals, replicas } = parts;
  const { own, ways, doctor, metrics, alerts, policy, zone } = parts;
  return {
    actor,
    local,
    place,
    brief: place?.durable === true,
    ...{
      fleet,
      tasks,
      commands,
      access,
      audit,
      boards,
      approvals,
      replicas,
      own,
      ways,
      doctor,
      metrics,
      alerts,
      zone,
    },
    may: (permission: Permission, on?: Omit<Scope, 'place'>) =>
      policy.may({ actor, local }, permission, { ...on, place }),
    note: parts.chats?.find(({ platform }) => platform === place?.platform)?.note,
    signal,
    now: Date.now,
  };
}
