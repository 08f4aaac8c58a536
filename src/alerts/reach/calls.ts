import type { OnCall } from '../../access/on-call.ts';
import type { People, Person } from '../../access/people.ts';
import type { Mention } from '../../card.ts';
import type { Called } from './route.ts';

/** Who is who, and who is on call, as it is known at this moment. */
export interface Callable {
  readonly people: Pick<People, 'all'>;
  readonly onCall: OnCall;
}

/** Whom the words of a route mean at that moment, each once. Somebody who is gone, or a rota that has not begun, is nobody. */
export function callsOf(
  called: readonly Called[],
  { people, onCall }: Callable,
  at: number,
): readonly Mention[] {
  return called.reduce<readonly Mention[]>((before, one) => {
    switch (one.kind) {
      case 'onCall':
        return together(before, named(onCall.turn(one.rota, at)?.person));
      case 'person':
        return together(before, named(people.all().find(({ id }) => id === one.person)));
      case 'group':
      case 'here':
        return together(before, [one]);
      default:
        return one satisfies never;
    }
  }, []);
}

function named(person: Person | undefined): readonly Mention[] {
  return person ? [{ kind: 'person', name: person.name, ids: person.identities }] : [];
}

/** All of both, each once. */
export function together(some: readonly Mention[], others: readonly Mention[]): readonly Mention[] {
  return [...new Map([...some, ...others].map((one) => [keyOf(one), one])).values()];
}

/** The database gives the keys of an object in an order of its own. */
function keyOf(one: Mention): string {
  switch (one.kind) {
    case 'here':
      return one.kind;
    case 'group':
      return `group ${one.platform}:${one.id}`;
    case 'person':
      return [one.name, ...one.ids.map(({ platform, id }) => `${platform}:${id}`)].join(' ');
    default:
      return one satisfies never;
  }
}
