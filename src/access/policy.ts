import { BotError } from '../errors.ts';
import type { Permission } from './permission.ts';
import { roleFor } from './roles.ts';

/** Who wants to do something, as far as rights are concerned. */
export interface Subject {
  /** True when the operating system vouches for it: the OS user who runs the bot, at its own terminal. */
  readonly local?: boolean | undefined;
  /** As the platform vouches for it; its id is one of that platform alone. */
  readonly actor?: { readonly platform: string; readonly id: string } | undefined;
}

export interface Policy {
  /** From memory: it is asked for every word that is completed. */
  may(subject: Subject, permission: Permission): boolean;
  /** Who can grant, those on this platform first; absent where nobody can be asked in a chat. */
  admins?(platform: string): readonly { readonly platform: string; readonly name: string }[];
}

/** What anybody may: to learn what there is, to claim, and to ask for a role. */
const everybody: ReadonlySet<Permission> = new Set(['help']);

/** Without rules of its own the bot obeys the OS user who runs it, and nobody else: no rule, no right. */
export const closedPolicy: Policy = {
  may: ({ local }, permission) => local === true || everybody.has(permission),
};

/** Throws `forbidden`, in words that tell who could help. */
export function authorise(policy: Policy, subject: Subject, permission: Permission): void {
  if (policy.may(subject, permission)) return;
  const { actor } = subject;
  const admins = actor && policy.admins?.(actor.platform);
  throw new BotError('forbidden', `You do not have the right ${permission}`, {
    hint: `Nothing was changed. ${whoCanHelp(admins, actor?.platform)}`,
    choices:
      admins !== undefined && admins.length > 0
        ? [{ line: `access request ${roleFor(permission)}`, label: 'Request access' }]
        : [],
  });
}

/** As many names as a person reads. */
const MAX_NAMES = 5;

function whoCanHelp(
  admins: ReturnType<NonNullable<Policy['admins']>> | undefined,
  platform: string | undefined,
): string {
  if (admins === undefined) return 'Whoever runs the bot can act at its terminal.';
  if (admins.length === 0) {
    return 'Nobody is admin yet: whoever runs the bot gets a code with access code at its terminal.';
  }
  const names = admins
    .slice(0, MAX_NAMES)
    .map((one) => (one.platform === platform ? one.name : `${one.name} (${one.platform})`));
  const more = admins.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''} can grant it.`;
}
