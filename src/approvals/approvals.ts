import type { People, Person } from '../access/people.ts';
import type { Permission } from '../access/permission.ts';
import type { Subject } from '../access/policy.ts';
import type { Actor, Place } from '../chat.ts';
import type { ResolvedHost, ResolvedMachine } from '../command.ts';
import { BotError } from '../errors.ts';
import type { ApprovalRecords, Loud, NewApproval } from '../store/approvals/approvals.ts';
import type { Approval } from './approval.ts';
import { ruleFor, type Touched, type Wanted } from './match.ts';
import { isNamed, scopeOf } from './named.ts';
import { approversAlone, postsOf } from './posts.ts';
import { type ApprovalRule, plainRule } from './rules.ts';
import { type Askers, isAsker, nobodyKnown, secondPerson } from './second.ts';

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
      const by = { ...wanted, person: asker(wanted.actor).id };
      const posts = postsOf(parts, by, on);
      if (posts.length === 0) throw nobodyToAsk();
      const { expiresMs, remindMs } = on.rule;
      return records.ask({ ...by, posts, expiresMs, remindMs });
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

function nobodyToAsk(): BotError {
  return new BotError('forbidden', 'This needs a second person, and nobody else may approve it', {
    hint: 'Nothing was changed. Somebody else needs the right approval.give on it, or a channel has to be named in which it is asked.',
  });
}

function keyOf({ place, calls }: Loud): string {
  return `${place.platform}:${place.channel}:${calls ?? ''}`;
}
