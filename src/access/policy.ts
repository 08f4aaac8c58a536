import type { Place } from '../chat.ts';
import { BotError } from '../errors.ts';
import type { Host } from '../hypervisor.ts';
import { type Covers, everything, type Judged } from './covers.ts';
import { isAboutMachines, type Permission } from './permission.ts';
import { roleFor } from './roles.ts';
import type { Rule, RuledActor } from './rulebook.ts';

/** Who wants to do something, as far as rights are concerned. */
export interface Subject {
  /** True when the operating system vouches for it: the OS user who runs the bot, at its own terminal. */
  readonly local?: boolean | undefined;
  /** As the platform vouches for it; its id is one of that platform alone. */
  readonly actor?: RuledActor | undefined;
}

/** What it is to be done to, and where it was asked for. */
export interface Scope {
  readonly machines?: readonly { readonly machine: Judged }[] | undefined;
  readonly hosts?: readonly { readonly host: Pick<Host, 'site' | 'name'> }[] | undefined;
  readonly sites?: readonly string[] | undefined;
  /** Absent: a right that is limited to channels does not count. */
  readonly place?: Pick<Place, 'platform' | 'channel'> | undefined;
}

export interface Policy {
  /**
   * From memory: it is asked for every word that is completed. Without `on` it is whether there is anything at all
   * that the person may do it to, anywhere.
   */
  may(subject: Subject, permission: Permission, on?: Scope): boolean;
  /** What the right is on, for asking about many machines. Absent: all or nothing, as {@link may} says. */
  reach?(subject: Subject, permission: Permission, place?: Scope['place']): Covers;
  /** Whether the person has this very role on all of that, in that place. Absent: there are no roles. */
  holds?(subject: Subject, role: string, on: Scope): boolean;
  /** Why the right may be missing there, where that is not for want of a rule; a sentence. */
  whyNot?(subject: Subject, permission: Permission, on?: Scope): string | undefined;
  /** Who can grant, those on this platform first; absent where nobody can be asked in a chat. */
  admins?(platform: string): readonly { readonly platform: string; readonly name: string }[];
  /** SHA-256 of the rules of the file, hex. */
  readonly hash?: string | undefined;
}

/** What anybody may: to learn what there is, to claim, and to ask for a role. */
const everybody: ReadonlySet<Permission> = new Set(['help']);

export const nothing: Covers = { all: false, machine: no, host: no, site: no };

function no(): boolean {
  return false;
}

/** The rules of these that give the right in this place; a place that is not told is no place of a channel's rule. */
export function giving(
  rules: readonly Rule[],
  permission: Permission,
  place: Scope['place'] | 'anywhere',
): readonly Rule[] {
  return rules.filter(
    (rule) =>
      rule.permissions.has(permission) &&
      (rule.covers.all || isAboutMachines(permission)) &&
      (place === 'anywhere' || isIn(rule, place)),
  );
}

/** A rule without channels holds everywhere; a place that is not told is no place of one with some. */
export function isIn({ in: places }: Rule, place: Scope['place']): boolean {
  if (places === undefined) return true;
  return place !== undefined && places[place.platform]?.includes(place.channel) === true;
}

/** Whether these rules, each of which gives the right, cover all of it. */
export function coverAll(rules: readonly Rule[], on: Scope | undefined): boolean {
  if (rules.length === 0) return false;
  const { machines = [], hosts = [], sites = [] } = on ?? {};
  const some = (fits: (covers: Covers) => boolean) => rules.some(({ covers }) => fits(covers));
  return (
    machines.every(({ machine }) => some((covers) => covers.machine(machine))) &&
    hosts.every(({ host }) => some((covers) => covers.host(host))) &&
    sites.every((site) => some((covers) => covers.site(site)))
  );
}

/** All that some of the rules cover. */
export function reachOf(rules: readonly Rule[]): Covers {
  if (rules.some(({ covers }) => covers.all)) return everything;
  const [only] = rules;
  if (only !== undefined && rules.length === 1) return only.covers;
  return {
    all: false,
    machine: (machine) => rules.some(({ covers }) => covers.machine(machine)),
    host: (host) => rules.some(({ covers }) => covers.host(host)),
    site: (name) => rules.some(({ covers }) => covers.site(name)),
  };
}

/** What the right is on, whatever kind of policy it is. */
export function reachIn(
  policy: Policy,
  subject: Subject,
  { permission, place }: { readonly permission: Permission; readonly place?: Scope['place'] },
): Covers {
  if (policy.reach) return policy.reach(subject, permission, place);
  return policy.may(subject, permission, { place }) ? everything : nothing;
}

/** Everybody may, whatever rules there are. */
export function isForAll(permission: Permission): boolean {
  return everybody.has(permission);
}

/** Throws `forbidden`, in words that tell who could help. */
export function authorise(
  policy: Policy,
  subject: Subject,
  permission: Permission,
  on?: Scope,
): void {
  if (policy.may(subject, permission, on)) return;
  throw forbidden(policy, subject, { permission, scope: on });
}

export interface Missing {
  readonly permission: Permission;
  /** What it is missing on, as people call it. */
  readonly on?: readonly string[] | undefined;
  /** The same as a rule can judge it. */
  readonly scope?: Scope | undefined;
  /** The line without these, where something is left. */
  readonly rest?: { readonly line: string; readonly label: string } | undefined;
}

/** The refusal, which names what was not allowed and who can change that. */
export function forbidden(
  policy: Policy,
  subject: Subject,
  { permission, on = [], scope, rest }: Missing,
): BotError {
  const { actor } = subject;
  const admins = actor && policy.admins?.(actor.platform);
  const why = policy.whyNot?.(subject, permission, scope);
  const where = on.length === 0 ? '' : ` on ${named(on)}`;
  const help = whoCanHelp(admins, actor?.platform);
  const asks = { line: `access request ${roleFor(permission)}`, label: 'Request access' };
  return new BotError('forbidden', `You do not have the right ${permission}${where}`, {
    hint: ['Nothing was changed.', why, help].filter((one) => one !== undefined).join(' '),
    choices: [
      ...(rest === undefined ? [] : [rest]),
      ...(admins !== undefined && admins.length > 0 ? [asks] : []),
    ],
  });
}

/** As many names as a person reads. */
const MAX_NAMES = 5;

function named(names: readonly string[]): string {
  const first = names.slice(0, MAX_NAMES);
  const more = names.length - first.length;
  return more > 0 ? `${first.join(', ')} and ${more} more` : first.join(', ');
}

function whoCanHelp(
  admins: ReturnType<NonNullable<Policy['admins']>> | undefined,
  platform: string | undefined,
): string {
  if (admins === undefined) return 'Whoever runs the bot can act at its terminal.';
  if (admins.length === 0) {
    return 'Nobody is admin yet: whoever runs the bot gets a code with access code at its terminal.';
  }
  const names = admins.map((one) =>
    one.platform === platform ? one.name : `${one.name} (${one.platform})`,
  );
  return `${named(names)} can grant it.`;
}
