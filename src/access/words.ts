import { ago } from '../format.ts';
import { listed } from '../line/usage.ts';
import type { Origin, Rule } from './rulebook.ts';

/** What a rule is on, in words. */
export function onWords(on: readonly string[] | undefined): string {
  return on === undefined ? 'everything' : listed(on, 'or');
}

/** Where a rule holds, in words; nothing where that is anywhere. */
export function inWordsOf(places: Rule['in']): string {
  if (places === undefined) return 'anywhere';
  return Object.entries(places)
    .map(([platform, channels]) => `${platform} ${channels.join(', ')}`)
    .join('; ');
}

/** Who says so, where it can be changed. */
export function originWords(origin: Origin, now: number): string {
  if ('file' in origin) {
    const { file, group, rota } = origin;
    if (rota !== undefined) return `${file}, on call in ${rota} now`;
    return group === undefined ? file : `${file}, by group ${group}`;
  }
  return `granted ${ago(origin.grant.at, now)} by ${origin.grant.by.name}`;
}
