import type { Actor } from '../chat.ts';
import { BotError } from '../errors.ts';
import type { Access } from './access.ts';
import type { Person } from './people.ts';
import { findPerson } from './person.ts';

/** A word for a person: an identity to act on, and the human being it belongs to where that is known. */
export interface Somebody {
  readonly actor: Actor;
  readonly person?: Person | undefined;
}

type Known = Pick<Access, 'grants' | 'requests' | 'book'>;

/** Whom a word means: a name of the file, a mention, `slack:U123`. Throws `not-found`, `ambiguous`. */
export function findSomebody(word: string, platform: string, access: Known): Somebody {
  const { people } = access.book();
  const person = personCalled(word, people.all());
  if (person !== undefined) return { actor: identityOf(person, platform), person };
  const known = [
    ...people.all().flatMap(({ name, identities }) => identities.map((one) => ({ ...one, name }))),
    ...access.grants().map((one) => one.person),
    ...access.requests().map((one) => one.person),
  ];
  const actor = findPerson(word, platform, uniqueOf(known));
  return { actor, person: people.of(actor) };
}

/** By their word or their name in the file, where only one is called so. */
export function personCalled(word: string, people: readonly Person[]): Person | undefined {
  const name = word.replace(/^@/, '').toLowerCase();
  const byId = people.find(({ id }) => id === name);
  const named = people.filter((one) => one.name.toLowerCase() === name);
  return byId ?? (named.length === 1 ? named[0] : undefined);
}

/** Where they are asked for, before anywhere else. */
function identityOf({ id, name, identities }: Person, platform: string): Actor {
  const found = identities.find((one) => one.platform === platform) ?? identities[0];
  if (found) return { ...found, name };
  throw new BotError('not-found', `${name} has no identity in any chat yet`, {
    hint: `The file names them without one: give it their id, under access.people.${id}.`,
  });
}

function uniqueOf(actors: readonly Actor[]): readonly Actor[] {
  const found = new Map(actors.toReversed().map((one) => [`${one.platform}:${one.id}`, one]));
  return [...found.values()].toReversed();
}
