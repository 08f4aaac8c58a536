import type { AccessFile } from './file.ts';

/** One human being, with the identities that were linked to them. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly identities: readonly Identity[];
}

export interface Identity {
  readonly platform: string;
  readonly id: string;
}

export interface People {
  /** From memory. */
  of(actor: Identity): Person | undefined;
  all(): readonly Person[];
}

/** Somebody showed in two chats that both identities are theirs; the first is what the second hangs on. */
export interface Link {
  readonly identity: Identity & { readonly name: string };
  readonly first: Identity & { readonly name: string };
  readonly at: number;
}

/** One word for one identity; an id is one of its platform alone. */
export function identityKey({ platform, id }: Identity): string {
  return `${platform}:${id}`;
}

/** Who is whom: the file's people, and what was linked in chat. What the file says of an identity holds. */
export function peopleOf(file: Pick<AccessFile, 'people'>, links: readonly Link[]): People {
  const found = new Map<string, Person>();
  const grown = new Map<string, { name: string; identities: Identity[] }>();
  for (const [id, { name, ids }] of Object.entries(file.people)) {
    const identities = Object.entries(ids).map(([platform, one]) => ({ platform, id: one }));
    grown.set(id, { name, identities });
  }
  const owner = new Map(
    [...grown].flatMap(([id, { identities }]) =>
      identities.map((one) => [identityKey(one), id] as const),
    ),
  );
  for (const { identity, first } of links) {
    if (owner.has(identityKey(identity))) continue;
    // An id with a colon can be none of the file's.
    const id = owner.get(identityKey(first)) ?? identityKey(first);
    const person = grown.get(id) ?? { name: first.name, identities: [bare(first)] };
    person.identities.push(bare(identity));
    grown.set(id, person);
    owner.set(identityKey(first), id);
    owner.set(identityKey(identity), id);
  }
  const all = [...grown].map(([id, rest]): Person => ({ id, ...rest }));
  for (const person of all) {
    for (const one of person.identities) found.set(identityKey(one), person);
  }
  return { of: (actor) => found.get(identityKey(actor)), all: () => all };
}

function bare({ platform, id }: Identity): Identity {
  return { platform, id };
}
