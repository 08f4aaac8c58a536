import { everything } from './covers.ts';
import type { Permission } from './permission.ts';
import {
  coverAll,
  giving,
  isForAll,
  isIn,
  nothing,
  type Policy,
  reachOf,
  type Scope,
  type Subject,
} from './policy.ts';
import type { Rule, Rulebook } from './rulebook.ts';

/** Who may do everything, whatever the rules say. */
export type Trusted = (subject: Subject) => boolean;

interface RuledParts {
  readonly trusted: Trusted;
  book(): Rulebook;
}

/** The rules of the file and what was granted, as a policy. */
export function policyOver({
  trusted,
  book,
}: RuledParts): Required<Pick<Policy, 'may' | 'reach' | 'holds' | 'whyNot'>> {
  const rulesOf = ({ actor }: Subject): readonly Rule[] => (actor ? book().of(actor) : []);
  return {
    may(subject, permission, on) {
      if (trusted(subject) || isForAll(permission)) return true;
      const rules = giving(rulesOf(subject), permission, on === undefined ? 'anywhere' : on.place);
      return coverAll(rules, on);
    },
    reach(subject, permission, place) {
      if (trusted(subject)) return everything;
      const rules = giving(rulesOf(subject), permission, place);
      return rules.length === 0 ? nothing : reachOf(rules);
    },
    holds: (subject, role, on) =>
      coverAll(
        rulesOf(subject).filter((rule) => rule.role === role && isIn(rule, on.place)),
        on,
      ),
    whyNot: (subject, permission, on) => whyNot(book(), subject, { permission, on }),
  };
}

interface Wanted {
  readonly permission: Permission;
  readonly on?: Scope | undefined;
}

function whyNot(
  book: Rulebook,
  { actor }: Subject,
  { permission, on }: Wanted,
): string | undefined {
  if (actor === undefined) return undefined;
  const elsewhere = giving(book.of(actor), permission, 'anywhere').filter(
    (rule) => !isIn(rule, on?.place),
  );
  if (coverAll(elsewhere, on)) return 'You have it in other channels.';
  if (actor.groups !== undefined) return undefined;
  const byGroup = book.byGroups(actor.platform).map(({ rule }) => rule);
  return giving(byGroup, permission, 'anywhere').length > 0
    ? 'Which groups you are in is not known just now, so no right that hangs on one counts.'
    : undefined;
}
