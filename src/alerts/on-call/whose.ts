import type { Access } from '../../access/access.ts';
import { accessOf } from '../../access/in-chat.ts';
import type { Person } from '../../access/people.ts';
import { findSomebody, personCalled } from '../../access/somebody.ts';
import type { CommandContext } from '../../command.ts';
import { BotError } from '../../errors.ts';
import { listed } from '../../line/usage.ts';

/** The people of each rota, as the file names them. Throws `not-found` where there is none. */
export function rotasIn(access: Pick<Access, 'file'>): ReadonlyMap<string, readonly string[]> {
  const rotas = Object.entries(access.file().onCall ?? {});
  if (rotas.length > 0) return new Map(rotas.map(([name, { people }]) => [name, people]));
  throw new BotError('not-found', 'There is no rota', {
    hint: 'Nothing was changed. It stands under access: onCall: in the configuration.',
  });
}

/** Whoever typed the line. Throws `not-found` where nobody knows who that is. */
export function whoAsks({ actor, access }: Pick<CommandContext, 'actor' | 'access'>): Person {
  const person = accessOf({ access }).book().people.of(actor);
  if (person) return person;
  throw stranger(actor.name);
}

/** Whom the word means: a name of the file, or a mention. Throws `not-found`, `ambiguous`, and `conflict` for who is in no chat. */
export function whoIs(word: string, context: Pick<CommandContext, 'actor' | 'access'>): Person {
  const access = accessOf(context);
  const { people } = access.book();
  const person =
    personCalled(word, people.all()) ?? mentioned(word, context.actor.platform, access);
  if (person === undefined) throw stranger(word);
  if (person.identities.length > 0) return person;
  throw new BotError('conflict', `${person.name} is in no chat, and nobody could call them`, {
    hint: `Nothing was changed. Give them their id, under access.people.${person.id}.`,
  });
}

/** A name that nobody has is no mention. */
function mentioned(word: string, platform: string, access: Access): Person | undefined {
  return /^<@|:/.test(word) ? findSomebody(word, platform, access).person : undefined;
}

function stranger(word: string): BotError {
  return new BotError('not-found', `There is nobody called ${word} under access: people:`, {
    hint: 'Nothing was changed. Whoever is on call has to be named there, with their accounts.',
  });
}

export interface Rota {
  readonly name: string;
  /** Their words under `access.people`. */
  readonly people: readonly string[];
}

/** The one that was named, else the only one, or the only one of that person. Throws `ambiguous`. */
export function rotaOf(
  named: string | undefined,
  person: Person,
  rotas: ReadonlyMap<string, readonly string[]>,
  line: string,
): Rota {
  const all = [...rotas].map(([name, people]): Rota => ({ name, people }));
  if (named !== undefined) return { name: named, people: rotas.get(named) ?? [] };
  const own = all.filter(({ people }) => people.includes(person.id));
  const [only, ...others] = own.length > 0 ? own : all;
  if (only && others.length === 0) return only;
  const names = [only, ...others].flatMap((one) => one?.name ?? []);
  throw new BotError('ambiguous', `There are ${names.length} rotas`, {
    hint: `Nothing was changed. Say which: ${listed(names, 'or')}.`,
    choices: names.map((name) => `${line} ${name}`),
  });
}

/** A rota is its people's: to make somebody else one of them is to say who may do what. Throws `forbidden`. */
export function refuseOthers(
  { name, people }: Rota,
  person: Person,
  { may }: Pick<CommandContext, 'may'>,
): void {
  if (people.includes(person.id) || may('access.change')) return;
  throw new BotError('forbidden', `${person.name} takes no turns in ${name}`, {
    hint: `Nothing was changed. Those who do are ${listed(people, 'and')}; an admin may give it to others.`,
  });
}
