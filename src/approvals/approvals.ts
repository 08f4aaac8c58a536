import { randomBytes } from 'node:crypto';
import type { People, Person } from '../access/people.ts';
import type { Permission } from '../access/permission.ts';
import type { Subject } from '../access/policy.ts';
import type { Actor, Place } from '../chat.ts';
import type { ResolvedHost, ResolvedMachine } from '../command.ts';
import { BotError } from '../errors.ts';
import type { ApprovalRecords, Loud, NewApproval } from '../store/approvals/approvals.ts';
import type { Approval, Post } from './approval.ts';
import { ruleFor, type Touched, type Wanted } from './match.ts';
import { isNamed, scopeOf } from './named.ts';
import { type ApprovalRule, plainRule } from './rules.ts';

/** As much of the policy as is asked here. */
export interface Rights {
  may(subject: Subject, permission: Permission, on?: RightsOn): boolean;
  /** Whether they have this role on all of that; absent: nobody has one. */
  holds?(subject: Subject, role: string, on: RightsOn): boolean;
}

interface RightsOn {
  readonly machines?: readonly ResolvedMachine[] | undefined;
  readonly hosts?: readonly ResolvedHost[] | undefined;
  readonly sites?: readonly string[] | undefined;
  readonly place?: Place | undefined;
}

/** Who acts, on what, and by which rule. */
export interface Case {
  readonly rule: ApprovalRule;
  readonly touched: Touched;
  readonly place?: Place | undefined;
}

export type Caller = Subject & { readonly actor: Actor };

/** When a second person is wanted, who that may be, and what waits for one. */
export interface Approvals extends Pick<ApprovalRecords, 'find' | 'list' | 'end'> {
  /** True where nothing that is planned could need a second person. */
  idle(): boolean;
  /** The rule by which a second person is wanted; undefined where none is. */
  rule(wanted: Wanted): ApprovalRule | undefined;
  /** Who asks. Throws `forbidden` for an identity that is no known person: nobody could tell it from the second one. */
  asker(actor: Actor): Person;
  /** Whoever decides about somebody else's request. Throws `forbidden` for the same person, and for one not known. */
  second(actor: Actor, approval: Pick<Approval, 'person'>): Person;
  /** Whether this is the person who asked, in whichever chat. */
  isAsker(actor: Actor, approval: Pick<Approval, 'person'>): boolean;
  /** The same as {@link second}, without a word. */
  isSecond(actor: Actor, approval: Pick<Approval, 'person'>): boolean;
  mayGive(caller: Caller, on: Case): boolean;
  mayBreak(caller: Caller, on: Case): boolean;
  /** Writes it down and asks. Throws `forbidden` where nobody could be asked. */
  ask(wanted: Asked, on: Case): Promise<Approval>;
  /** Where everybody is told who could have approved. */
  loud(approval: Approval, on: Case): readonly Loud[];
}

type Asked = Omit<NewApproval, 'person' | 'posts' | 'expiresMs' | 'remindMs'>;

export interface ApprovalsParts {
  readonly records: ApprovalRecords;
  /** As the configuration has them now. */
  rules(): readonly ApprovalRule[];
  readonly people: People;
  readonly rights: Rights;
  /** The chats in which a person can be told something alone; empty where this process has none. */
  readonly platforms: readonly string[];
}

export function createApprovals(parts: ApprovalsParts): Approvals {
  const { records, rules, people, rights } = parts;
  const allowed = (permission: Permission, caller: Caller, on: Case) =>
    rights.may(caller, permission, scopeOf(on));
  const asker = (actor: Actor) => people.of(actor) ?? nobodyKnown(actor);
  return {
    find: records.find,
    list: records.list,
    end: records.end,
    idle: () => rules().length === 0,
    rule: (wanted) =>
      ruleFor(rules(), wanted) ?? (wanted.plan.danger === 'approve' ? plainRule : undefined),
    asker,
    second: (actor, { person }) => secondPerson(people, actor, person),
    isAsker: (actor, { person }) => people.of(actor)?.id === person,
    isSecond: (actor, { person }) => (people.of(actor)?.id ?? person) !== person,
    mayGive: (caller, on) =>
      allowed('approval.give', caller, on) &&
      isNamed(parts, caller, { ...on, named: on.rule.approvers }),
    mayBreak(caller, on) {
      const { breakGlass } = on.rule;
      if (breakGlass === false || !allowed('approval.break', caller, on)) return false;
      return isNamed(parts, caller, {
        ...on,
        named: breakGlass === true ? undefined : breakGlass,
      });
    },
    async ask(wanted, on) {
      const person = asker(wanted.actor);
      const posts = postsOf(parts, wanted, { ...on, person });
      if (posts.length === 0) throw nobodyToAsk();
      const { expiresMs, remindMs } = on.rule;
      return records.ask({ ...wanted, person: person.id, posts, expiresMs, remindMs });
    },
    loud(approval, on) {
      const asked = approval.posts.map(({ place, calls }) => ({ place, calls }));
      const alone = approversAlone(parts, approval, on);
      const known = new Set(asked.map(keyOf));
      return [...asked, ...alone.filter((one) => !known.has(keyOf(one)))];
    },
  };
}

function secondPerson(people: People, actor: Actor, first: string): Person {
  const person = people.of(actor);
  if (person === undefined) {
    throw new BotError('forbidden', 'Only a known person may approve or reject', {
      hint: `Nothing was changed. ${howToBeKnown(actor)}`,
    });
  }
  if (person.id !== first) return person;
  throw new BotError('forbidden', 'Whoever asked may not be the second person', {
    hint: 'Nothing was changed. It is the same person in every chat. approval withdraw takes it back.',
  });
}

function nobodyKnown(actor: Actor): never {
  throw new BotError('forbidden', 'This needs a second person, and nobody knows who you are', {
    hint: `Nothing was changed. ${howToBeKnown(actor)}`,
  });
}

function howToBeKnown({ platform, id }: Actor): string {
  return `An admin has to name ${platform}:${id} among the people, so that one person with two accounts is not taken for two.`;
}

function nobodyToAsk(): BotError {
  return new BotError('forbidden', 'This needs a second person, and nobody else may approve it', {
    hint: 'Nothing was changed. Somebody else needs the right approval.give on it, or a channel has to be named in which it is asked.',
  });
}

interface Request extends Case {
  readonly person: Person;
}

/** One message in each channel of the rule, or one to each person who may approve. */
function postsOf(parts: ApprovalsParts, asked: Asked, on: Request): readonly Post[] {
  const tag = randomBytes(9).toString('base64url');
  const channels = (on.rule.post ?? []).map((one): Loud => {
    const [platform = '', channel = ''] = one.split(':');
    return { place: { platform, channel, durable: true } };
  });
  const places =
    channels.length > 0 ? channels : approversAlone(parts, { ...asked, person: on.person.id }, on);
  return places.map((one, at) => ({ topic: `approval-${tag}-${at}`, ...one }));
}

/** Everybody known who may approve it, each where only they read. */
function approversAlone(
  parts: ApprovalsParts,
  asked: Pick<Approval, 'actor' | 'local' | 'person'>,
  { rule, touched }: Case,
): readonly Loud[] {
  const { people, rights, platforms } = parts;
  // Where they would say it from is not known: a right in certain channels is none here.
  const on = { touched, named: rule.approvers };
  const reached = ({ platform }: { readonly platform: string }) =>
    platforms.length > 0
      ? platforms.includes(platform)
      : !asked.local || platform !== asked.actor.platform;
  return people
    .all()
    .filter(({ id }) => id !== asked.person)
    .flatMap(({ identities }): readonly Loud[] => {
      const able = identities
        .filter(reached)
        .filter((one) => rights.may({ actor: one }, 'approval.give', scopeOf(on)))
        .filter(({ platform, id }) => isNamed(parts, { actor: { platform, id, name: id } }, on));
      const one = able.find(({ platform }) => platform === asked.actor.platform) ?? able[0];
      if (one === undefined) return [];
      return [{ place: { platform: one.platform, channel: '', durable: true }, calls: one.id }];
    });
}

function keyOf({ place, calls }: Loud): string {
  return `${place.platform}:${place.channel}:${calls ?? ''}`;
}
