import { BotError } from '../errors.ts';
import type { Permission } from './permission.ts';

/** Who wants to do something, as far as rights are concerned. */
export interface Subject {
  /** True when the operating system vouches for it: the OS user who runs the bot, at its own terminal. */
  readonly local?: boolean | undefined;
}

export interface Policy {
  may(subject: Subject, permission: Permission): boolean;
}

/** What anybody may: to learn what there is. */
const everybody: ReadonlySet<Permission> = new Set(['help']);

/** Without rules of its own the bot obeys the OS user who runs it, and nobody else: no rule, no right. */
export const closedPolicy: Policy = {
  may: ({ local }, permission) => local === true || everybody.has(permission),
};

/** Throws `forbidden`, in words that tell who could help. */
export function authorise(policy: Policy, subject: Subject, permission: Permission): void {
  if (policy.may(subject, permission)) return;
  throw new BotError('forbidden', `You do not have the right ${permission}`, {
    hint: 'Nothing was changed. Whoever runs the bot can act at its terminal.',
  });
}
