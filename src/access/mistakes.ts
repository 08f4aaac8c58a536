import { selectorKeys, selectorParts } from '../inventory/selector.ts';
import { closest } from '../line/suggest.ts';
import { coversOf, PERSON } from './covers.ts';
import { type AccessFile, type Binding, bindingPath } from './file.ts';
import { rotaIn } from './on-call.ts';
import { permissions } from './permission.ts';
import { type OwnRole, permissionsFor, roles } from './roles.ts';

/** What no schema sees: names that nothing has, and rules that could be read in two ways. */
export function mistakesIn(file: AccessFile, platforms?: readonly string[]): readonly string[] {
  return [
    ...peopleMistakes(file, platforms),
    ...Object.entries(file.roles).flatMap(([name, role]) => roleMistakes(name, role, file)),
    ...Object.entries(file.onCall ?? {}).flatMap(([name, { people }]) =>
      people.flatMap((one, at) =>
        strangers(one, file).map((what) => `access.onCall.${name}.people[${at}]: ${what}`),
      ),
    ),
    ...file.bindings.flatMap((binding, at) =>
      bindingMistakes(binding, file, platforms).map((what) => `${bindingPath(at)}${what}`),
    ),
  ];
}

function peopleMistakes({ people }: AccessFile, platforms?: readonly string[]): readonly string[] {
  const owners = new Map<string, string>();
  return Object.entries(people).flatMap(([person, { ids }]) =>
    Object.entries(ids).flatMap(([platform, id]) => {
      const at = `access.people.${person}.${platform}`;
      const other = owners.get(`${platform}:${id}`);
      owners.set(`${platform}:${id}`, person);
      return [
        ...unknownPlatform(platform, platforms).map((what) => `${at}: ${what}`),
        ...(other === undefined ? [] : [`${at}: ${id} is ${other} already`]),
      ];
    }),
  );
}

function unknownPlatform(word: string, platforms: readonly string[] | undefined) {
  if (platforms === undefined || platforms.includes(word)) return [];
  return [`there is no chat ${word}${meant(word, platforms)} (known: ${platforms.join(', ')})`];
}

function roleMistakes(name: string, { includes, may }: OwnRole, file: AccessFile): string[] {
  const at = `access.roles.${name}`;
  const rights = may.flatMap((word) =>
    permissionsFor(word).length > 0
      ? []
      : [`${at}: there is no right ${word}${meant(word, permissions)}`],
  );
  const others = includes.flatMap((one) =>
    roleNames(file).includes(one)
      ? []
      : [`${at}.includes: there is no role ${one}${meant(one, roleNames(file))}`],
  );
  return [
    ...(isBuiltIn(name) ? [`${at}: ${name} is there already; give yours another name`] : []),
    ...(includes.length + may.length === 0 ? [`${at}: wants something in it`] : []),
    ...rights,
    ...others,
    ...(includesItself(name, file) ? [`${at}.includes: it includes itself`] : []),
  ];
}

function isBuiltIn(name: string): boolean {
  return roles.some((one) => one === name);
}

function roleNames(file: AccessFile): readonly string[] {
  return [...roles, ...Object.keys(file.roles)];
}

function includesItself(name: string, { roles: own }: AccessFile): boolean {
  const seen = new Set<string>();
  const open = [...(own[name]?.includes ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === name) return true;
    if (!seen.has(next)) open.push(...(own[next]?.includes ?? []));
    seen.add(next);
  }
  return false;
}

function bindingMistakes(
  { role, people, groups, on = [], in: places = {} }: Binding,
  file: AccessFile,
  platforms: readonly string[] | undefined,
): string[] {
  const unknownIn = (where: string, given: object) =>
    Object.keys(given).flatMap((word) =>
      unknownPlatform(word, platforms).map((what) => `.${where}.${word}: ${what}`),
    );
  return [
    ...(roleNames(file).includes(role)
      ? []
      : [`.role: there is no role ${role}${meant(role, roleNames(file))}`]),
    ...(people.length + Object.keys(groups).length === 0
      ? [': names nobody; give it people: or groups:']
      : []),
    ...people.flatMap((one, at) =>
      boundMistakes(one, file).map((what) => `.people[${at}]: ${what}`),
    ),
    ...unknownIn('groups', groups),
    ...unknownIn('in', places),
    ...on.flatMap((text, at) => selectorMistakes(text, file).map((what) => `.on[${at}]: ${what}`)),
  ];
}

function boundMistakes(word: string, file: AccessFile): readonly string[] {
  const rota = rotaIn(word);
  return rota === undefined ? strangers(word, file) : rotaMistakes(rota, file);
}

/** A rota that there is not would be nobody's turn for ever. */
function rotaMistakes(rota: string, { onCall = {} }: Pick<AccessFile, 'onCall'>): string[] {
  const known = Object.keys(onCall);
  if (known.includes(rota)) return [];
  return [`there is no ${rota} under access.onCall${meant(rota, known)}`];
}

export function strangers(word: string, { people }: Pick<AccessFile, 'people'>): string[] {
  const known = Object.keys(people);
  if (known.includes(word)) return [];
  return [`there is nobody called ${word} under access.people${meant(word, known)}`];
}

export function selectorMistakes(text: string, { people }: AccessFile): readonly string[] {
  const parts = selectorParts(text);
  if (parts.length === 0) return ['wants something in it'];
  const own = parts.flatMap(({ key, pattern }) => {
    if (key === 'state') return ['a state changes by itself: no right can hang on it'];
    const [, prefix] = /^([a-z]+):/i.exec(pattern) ?? [];
    if (key === 'name' && prefix !== undefined) {
      return [`there is no selector ${prefix}:${meant(prefix, selectorKeys)}`];
    }
    return pattern === '' ? ['wants something in it'] : [];
  });
  return own.length > 0 ? own : mixedUp(text, Object.keys(people));
}

/** A pattern in which one person’s name is the beginning of another’s gives each the machines of both. */
function mixedUp(text: string, people: readonly string[]): readonly string[] {
  if (!(text.includes(PERSON) && text.includes('*'))) return [];
  const near = people.toSorted();
  for (const one of near) {
    const covers = coversOf([text], one);
    const other = near.find(
      (two) => two !== one && two.includes(one) && covers.machine(exampleOf(text, two)),
    );
    if (other !== undefined) {
      return [
        `for ${one} it fits what is ${other}’s too; say owner:${PERSON}, or end it without *`,
      ];
    }
  }
  return [];
}

/** A machine that the selector means for this person. */
function exampleOf(text: string, person: string) {
  const parts = selectorParts(text.replaceAll(PERSON, person));
  const of = (key: string) =>
    parts.filter((part) => part.key === key).map(({ pattern }) => pattern.replaceAll('*', 'x'));
  const tags = [...of('tag'), ...of('owner').map((owner) => `owner-${owner}`)];
  const [site = '', host = '', name = '', pool] = ['site', 'host', 'name', 'pool'].map(
    (key) => of(key)[0],
  );
  return { site, host, name, pool, tags };
}

function meant(word: string, known: readonly string[]): string {
  const [near] = closest(word, known);
  return near === undefined ? '' : `; did you mean ${near}?`;
}
