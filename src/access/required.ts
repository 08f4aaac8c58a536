import { BotError } from '../errors.ts';
import { closest } from '../line/suggest.ts';
import { listed } from '../line/usage.ts';
import type { Access } from './access.ts';
import { PERSON } from './covers.ts';
import { selectorMistakes } from './mistakes.ts';

/** Throws `invalid` for a word that is no role, with those that are. */
export function requireRole(word: string, { book }: Pick<Access, 'book'>): void {
  const { roles } = book();
  if (roles.has(word)) return;
  const names = [...roles.keys()];
  const [near] = closest(word, names);
  throw new BotError('invalid', `There is no role ${word}`, {
    hint: `Nothing was changed. ${near ? `Did you mean ${near}? ` : ''}Known: ${listed(names)}.`,
  });
}

/** A selector as it is stored. Throws `invalid` for one that no right can hang on. */
export function requireSelector(text: string, { file }: Pick<Access, 'file'>): string {
  const wrong = text.includes(PERSON)
    ? [`${PERSON} is for the file`]
    : selectorMistakes(text, file());
  const [first] = wrong;
  if (first === undefined) return text.toLowerCase();
  throw new BotError('invalid', `${text} cannot be what a right is on`, {
    hint: `Nothing was changed: ${first}. Such as tag:lab, host:pve1, site:kvm, pool:lab, owner:anna or web-*.`,
  });
}
