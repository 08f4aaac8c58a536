import { randomBytes } from 'node:crypto';
import { type Identity, identityKey, type People, type Person } from '../access/people.ts';
import type { Permission } from '../access/permission.ts';
import type { Subject } from '../access/policy.ts';
import type { Mention } from '../card.ts';
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
  /**
   * Whoever lets somebody else's request begin. Throws `forbidden` for the same person, for one not known, and where it is
   * not known any more who asked.
   */
  second(actor: Actor, approval: Askers): void;
  /** Whether this is the person who asked, in whichever chat, as they were known then or are known now. */
  isAsker(actor: Actor, approval: Askers): boolean;
  /** Whether this is another person, and a known one. */
  isSecond(actor: Actor, approval: Askers): boolean;
  mayGive(caller: Caller, on: Case): boolean;
  mayBreak(caller: Caller, on: Case): boolean;
  /** Writes it down and asks. Throws `forbidden` where nobody could be asked. */
  ask(wanted: Asked, on: Case): Promise<Approval>;
  /** Where everybody is told who could have approved. */
  loud(approval: Approval, on: Case): readonly Loud[];
}

type Askers = Pick<Approval, 'person' | 'actor'>;
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
    second: (actor, approval) => secondPerson(people, actor, approval),
    isAsker: (actor, approval) => isAsker(people, actor, approval),
    isSecond: (actor, approval) =>
      people.of(actor) !== undefined && !isAsker(people, actor, approval),
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
      const alone = approversAlone(parts, approval, on).map(({ place, calls }) => ({
        place,
        calls,
      }));
      const known = new Set(asked.map(keyOf));
      return [...asked, ...alone.filter((one) => !known.has(keyOf(one)))];
    },
  };
}

/** By the account itself, and by the person behind it: links and the file may have changed since. */
function isAsker(people: People, actor: Actor, { person, actor: asker }: Askers): boolean {
  if (identityKey(actor) === identityKey(asker)) return true;
  const now = people.of(actor)?.id;
  return now !== undefined && (now === person || now === people.of(asker)?.id);
}

function secondPerson(people: People, actor: Actor, approval: Askers): void {
  if (people.of(actor) === undefined) {
    throw new BotError('forbidden', 'Only a known person may approve or reject', {
      hint: `Nothing was changed. ${howToBeKnown(actor)}`,
    });
  }
  if (isAsker(people, actor, approval)) {
    throw new BotError('forbidden', 'Whoever asked may not be the second person', {
      hint: 'Nothing was changed. It is the same person in every chat. approval withdraw takes it back.',
    });
  }
  if (people.of(approval.actor) !== undefined) return;
  throw new BotError('forbidden', 'Nobody knows any more who asked', {
    hint: `Nothing was changed. It can be rejected, and asked for anew. ${howToBeKnown(approval.actor)}`,
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
  const by = { ...asked, person: on.person.id };
  const channels = (on.rule.post ?? []).map((one) => {
    const [platform = '', channel = ''] = one.split(':');
    const place = { platform, channel, durable: true };
    return { place, asks: approversIn(parts, by, { ...on, place }) };
  });
  const places = channels.length > 0 ? channels : approversAlone(parts, by, on);
  return places.map((one, at) => ({ topic: `approval-${tag}-${at}`, ...one }));
}

/** Everybody known who may approve it, each where only they read. */
function approversAlone(
  parts: ApprovalsParts,
  asked: Pick<Approval, 'actor' | 'local' | 'person'>,
  { rule, touched }: Case,
): readonly Omit<Post, 'topic'>[] {
  const { platforms } = parts;
  const reached = ({ platform }: Identity) =>
    platforms.length > 0
      ? platforms.includes(platform)
      : !asked.local || platform !== asked.actor.platform;
  // Where they would say it from is not known: a right in certain channels is none here.
  return able(parts, asked, { rule, touched }).flatMap(({ name, ids }) => {
    const there = ids.filter(reached);
    const one = there.find(({ platform }) => platform === asked.actor.platform) ?? there[0];
    if (one === undefined) return [];
    const place = { platform: one.platform, channel: '', durable: true };
    return [{ place, calls: one.id, asks: [{ kind: 'person', name, ids: [one] }] }];
  });
}

/** More would be noise. */
const MOST_CALLED = 10;

/** Everybody known who may approve it in that channel. */
function approversIn(
  parts: ApprovalsParts,
  asked: Pick<Approval, 'person'>,
  on: Case & { readonly place: Place },
): readonly Mention[] {
  const there = ({ platform }: Identity) => platform === on.place.platform;
  return able(parts, asked, on)
    .map(({ name, ids }): Mention & { kind: 'person' } => {
      return { kind: 'person', name, ids: ids.filter(there) };
    })
    .filter(({ ids }) => ids.length > 0)
    .slice(0, MOST_CALLED);
}

/** The people who may approve it, with those of their identities by which they may. */
function able(
  parts: ApprovalsParts,
  asked: Pick<Approval, 'person'>,
  { rule, touched, place }: Case,
) {
  const { people, rights } = parts;
  const on = { touched, place, named: rule.approvers };
  return people
    .all()
    .filter(({ id }) => id !== asked.person)
    .map(({ name, identities }) => {
      const ids = identities
        .filter((one) => rights.may({ actor: one }, 'approval.give', scopeOf(on)))
        .filter(({ platform, id }) => isNamed(parts, { actor: { platform, id, name: id } }, on));
      return { name, ids };
    });
}

function keyOf({ place, calls }: Loud): string {
  return `${place.platform}:${place.channel}:${calls ?? ''}`;
}
