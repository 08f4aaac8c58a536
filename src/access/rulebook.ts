import type { Grant } from '../store/access/grants.ts';
import { namedIn, ruleOf, turnRules } from './binding-rule.ts';
import { type Covers, coversOf, selectorKey } from './covers.ts';
import { type AccessFile, bindingPath } from './file.ts';
import { type OnCall, onCallOf } from './on-call.ts';
import { identityKey, type Link, type People, type Person, peopleOf } from './people.ts';
import type { Permission } from './permission.ts';
import { type Roles, rolesOf } from './roles.ts';
import type { StandIn } from './stand-in.ts';

/** Where a rule comes from: a path in the file, or what somebody granted. */
export type Origin =
  | {
      readonly file: string;
      readonly group?: string | undefined;
      /** The rota in which it is their turn. */
      readonly rota?: string | undefined;
    }
  | { readonly grant: Grant };

/** One role that somebody has, for something and somewhere. */
export interface Rule {
  readonly role: string;
  readonly permissions: ReadonlySet<Permission>;
  readonly covers: Covers;
  /** The selectors as they were written; absent: everything. */
  readonly on?: readonly string[] | undefined;
  /** Channels by platform; absent: anywhere. */
  readonly in?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly origin: Origin;
}

/** As the platform vouches for it; its id is one of that platform alone. */
export interface RuledActor {
  readonly platform: string;
  readonly id: string;
  /** Absent where they are not known: then no rule that hangs on one counts. */
  readonly groups?: readonly string[] | undefined;
}

/** Every rule there is, ready to be asked. Made anew when the file, a grant or a link changes. */
export interface Rulebook {
  readonly people: People;
  readonly roles: Roles;
  readonly onCall: OnCall;
  /** As it is at this moment: a turn on call begins and ends by itself. */
  of(actor: RuledActor): readonly Rule[];
  /** Rules that the actor would have were they in this group. */
  byGroups(platform: string): readonly { readonly group: string; readonly rule: Rule }[];
  /** The groups of this platform that some right hangs on. */
  groups(platform: string): readonly string[];
  /** Where the file says otherwise of the same person and selector; undefined where the grant holds. */
  overruled(grant: Grant): string | undefined;
  /** The path in the file of what a grant of that selector to that person would meet. */
  inFile(person: Person | undefined, selector: string): string | undefined;
}

export interface RulebookParts {
  readonly file: AccessFile;
  readonly grants: readonly Grant[];
  readonly links: readonly Link[];
  /** Who has a turn on call that is not theirs by the file. */
  readonly standIns?: readonly StandIn[] | undefined;
  now?(): number;
}

export const noFile: AccessFile = { people: {}, roles: {}, bindings: [] };

export function rulebookOf({ file, grants, now = Date.now, ...parts }: RulebookParts): Rulebook {
  const people = peopleOf(file, parts.links);
  const onCall = onCallOf(file, people, parts.standIns);
  const roles = rolesOf(file.roles);
  const named = namedInFile(file);
  const inFile = (person: Person | undefined, selector: string) =>
    person && named.get(person.id)?.get(selectorKey(selector, person.id));
  const overruled = (grant: Grant) => inFile(people.of(grant.person), grant.on ?? '');
  const ofGroup = groupRules(file, roles);
  const counting = grants.filter((grant) => overruled(grant) === undefined);
  const byKey = ownRules(file, { grants: counting, people, roles });
  const byTurn = turnRules(file, { roles, onCall, now });
  const known = new Map<string, readonly Rule[]>();
  return {
    ...{ people, roles, onCall },
    inFile,
    overruled,
    of(actor) {
      // Which groups they are in may change between two lines.
      const key = `${identityKey(actor)} ${actor.groups?.join(' ') ?? ''}`;
      const found = known.get(key) ?? rulesFor(actor);
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(key, found);
      const turns = byTurn(people.of(actor));
      return turns.length === 0 ? found : [...found, ...turns];
    },
    groups: (platform) =>
      [...ofGroup.keys()].flatMap((key) =>
        key.startsWith(`${platform}:`) ? [key.slice(platform.length + 1)] : [],
      ),
    byGroups: (platform) =>
      [...ofGroup].flatMap(([key, makers]) =>
        key.startsWith(`${platform}:`)
          ? makers.map((make) => ({ group: key.slice(platform.length + 1), rule: make(undefined) }))
          : [],
      ),
  };

  function rulesFor(actor: RuledActor): readonly Rule[] {
    const person = people.of(actor);
    const own = byKey.get(person?.id ?? identityKey(actor)) ?? [];
    const grouped = (actor.groups ?? []).flatMap((group) =>
      (ofGroup.get(`${actor.platform}:${group}`) ?? []).map((make) => make(person?.id)),
    );
    return [...own, ...grouped];
  }
}

/** What is said of each person and of each identity alone. */
function ownRules(
  { bindings }: AccessFile,
  { grants, people, roles }: Pick<Rulebook, 'people' | 'roles'> & Pick<RulebookParts, 'grants'>,
): ReadonlyMap<string, readonly Rule[]> {
  const found = new Map<string, Rule[]>();
  const add = (key: string, rule: Rule) => found.set(key, [...(found.get(key) ?? []), rule]);
  for (const [at, binding] of bindings.entries()) {
    for (const person of namedIn(binding)) add(person, ruleOf({ binding, at, roles, person }));
  }
  for (const grant of grants) add(ownerOf(people, grant), grantRule(grant, roles));
  return found;
}

/** As many people as a busy workspace has in a day. */
const MOST_KNOWN = 10_000;

function ownerOf(people: People, { person }: Grant): string {
  return people.of(person)?.id ?? identityKey(person);
}

type MakesRule = (person: string | undefined) => Rule;

/** What each group gives, by `platform:group`; it is the same for all unless it speaks of the person. */
function groupRules(file: AccessFile, roles: Roles): ReadonlyMap<string, readonly MakesRule[]> {
  const found = new Map<string, MakesRule[]>();
  for (const [at, binding] of file.bindings.entries()) {
    for (const [platform, groups] of Object.entries(binding.groups)) {
      for (const group of groups) {
        const key = `${platform}:${group}`;
        const make: MakesRule = (person) => ruleOf({ binding, at, roles, person, group });
        found.set(key, [...(found.get(key) ?? []), make]);
      }
    }
  }
  return found;
}

function grantRule(grant: Grant, roles: Roles): Rule {
  const on = grant.on === undefined ? undefined : [grant.on];
  return {
    role: grant.role,
    permissions: roles.get(grant.role) ?? new Set(),
    covers: coversOf(on),
    on,
    origin: { grant },
  };
}

/** By person and selector, where the file says which role they have. */
function namedInFile({ bindings }: AccessFile) {
  const found = new Map<string, Map<string, string>>();
  for (const [at, binding] of bindings.entries()) {
    const { on = [''] } = binding;
    for (const person of namedIn(binding)) {
      const own = found.get(person) ?? new Map<string, string>();
      for (const selector of on) own.set(selectorKey(selector, person), bindingPath(at));
      found.set(person, own);
    }
  }
  return found;
}
