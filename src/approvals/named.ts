import type { People } from '../access/people.ts';
import type { Caller, Case, Rights } from './approvals.ts';
import { ROLE } from './role-word.ts';

interface NamedParts {
  readonly people: Pick<People, 'of'>;
  readonly rights: Rights;
}

/**
 * Whether a rule names this person: by their id, or by a role that they have on all that is touched, in this place.
 * Who is no known person is not named by a role either.
 */
export function isNamed(
  { people, rights }: NamedParts,
  caller: Caller,
  {
    named,
    touched,
    place,
  }: Omit<Case, 'rule'> & { readonly named?: readonly string[] | undefined },
): boolean {
  if (named === undefined) return true;
  const person = people.of(caller.actor);
  if (person === undefined) return false;
  const scope = scopeOf({ touched, place });
  return named.some((word) =>
    word.startsWith(ROLE)
      ? rights.holds?.(caller, word.slice(ROLE.length), scope) === true
      : word === person.id,
  );
}

/** A right on machines is none on the site beneath: that is asked for only where nothing on it is known yet. */
export function scopeOf({ touched: { machines, hosts, sites }, place }: Omit<Case, 'rule'>) {
  return { machines, hosts, place, sites: machines.length + hosts.length > 0 ? [] : sites };
}
