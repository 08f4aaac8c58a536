import { coversOf, PERSON } from './covers.ts';
import { type AccessFile, type Binding, bindingPath } from './file.ts';
import { type OnCall, rotaIn } from './on-call.ts';
import type { Person } from './people.ts';
import type { Roles } from './roles.ts';
import type { Rule } from './rulebook.ts';

interface Binds {
  readonly binding: Binding;
  readonly at: number;
  readonly roles: Roles;
  readonly person?: string | undefined;
  readonly group?: string | undefined;
  readonly rota?: string | undefined;
}

/** What a binding gives to one of those that it names. */
export function ruleOf({ binding, at, roles, person, group, rota }: Binds): Rule {
  return {
    role: binding.role,
    permissions: roles.get(binding.role) ?? new Set(),
    covers: coversOf(binding.on, person),
    on: binding.on?.map((text) => text.replaceAll(PERSON, person ?? PERSON)),
    in: binding.in,
    origin: { file: bindingPath(at), group, rota },
  };
}

/** Those that a binding names themselves, whoever is on call. */
export function namedIn({ people }: Binding): readonly string[] {
  return people.filter((word) => rotaIn(word) === undefined);
}

interface Turning {
  readonly roles: Roles;
  readonly onCall: OnCall;
  now(): number;
}

/** What somebody has for as long as they are on call. */
export function turnRules(
  { bindings }: AccessFile,
  { roles, onCall, now }: Turning,
): (person: Person | undefined) => readonly Rule[] {
  const bound = bindings.flatMap((binding, at) =>
    binding.people.flatMap((word) => {
      const rota = rotaIn(word);
      return rota === undefined ? [] : [{ binding, at, rota }];
    }),
  );
  return (person) =>
    bound
      .filter(({ rota }) => person && onCall.turn(rota, now())?.person.id === person.id)
      .map((one) => ruleOf({ ...one, roles, person: person?.id }));
}
