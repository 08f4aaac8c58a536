import type { Mention } from '../card.ts';

/** Whom a message calls on one platform. */
export interface Called {
  /** Their ids there. */
  readonly people: readonly string[];
  readonly groups: readonly string[];
  readonly here: boolean;
  /** People who are to be called, and have no account there: they are named. */
  readonly strangers: readonly string[];
}

/** Undefined where it calls nobody. */
export function calledOn(
  platform: string,
  mentions: readonly Mention[] | undefined,
  person?: string,
): Called | undefined {
  const all = mentions ?? [];
  if (all.length === 0 && person === undefined) return undefined;
  const people = all.flatMap((one) => {
    if (one.kind !== 'person') return [];
    const own = one.ids.filter((each) => each.platform === platform).map(({ id }) => id);
    return [{ own, name: one.name }];
  });
  return {
    people: [...new Set([person ?? [], ...people.map(({ own }) => own)].flat())],
    groups: all.flatMap((one) =>
      one.kind === 'group' && one.platform === platform ? [one.id] : [],
    ),
    here: all.some(({ kind }) => kind === 'here'),
    strangers: people.flatMap(({ own, name }) => (own.length === 0 ? [name] : [])),
  };
}
