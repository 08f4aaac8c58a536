import type { Machine } from '../hypervisor.ts';
import { glob, matcher, selectorParts } from '../inventory/selector.ts';

/** What a selector of a rule is judged by. */
export type Judged = Pick<Machine, 'site' | 'host' | 'name' | 'tags' | 'pool'>;

/** What a rule is about. */
export interface Covers {
  /** True where nothing is left out. */
  readonly all: boolean;
  machine(machine: Judged): boolean;
  host(host: { readonly site: string; readonly name: string }): boolean;
  site(name: string): boolean;
}

export const everything: Covers = { all: true, machine: yes, host: yes, site: yes };

function yes(): boolean {
  return true;
}

/** The words a rule may say where the person's own is meant: `owner:{person}`. */
export const PERSON = '{person}';

/**
 * Any of the selectors fits. A host is covered where they speak of hosts and sites alone, a site where they speak of
 * sites alone: a right on machines with a tag is none on what they stand on.
 */
export function coversOf(selectors: readonly string[] | undefined, person?: string): Covers {
  if (selectors === undefined) return everything;
  const each = selectors.flatMap((text) => {
    // Whoever is nobody in the file has nothing of their own.
    if (text.includes(PERSON) && person === undefined) return [];
    return [coverOf(text.replaceAll(PERSON, person ?? ''))];
  });
  return {
    all: false,
    machine: (machine) => each.some((one) => one.machine(machine)),
    host: (host) => each.some((one) => one.host(host)),
    site: (name) => each.some((one) => one.site(name)),
  };
}

function coverOf(selector: string): Omit<Covers, 'all'> {
  const fits = matcher(selector);
  const parts = selectorParts(selector).map(({ key, pattern }) => ({ key, fits: glob(pattern) }));
  const only = (...keys: readonly string[]) =>
    parts.length > 0 && parts.every(({ key }) => keys.includes(key));
  const ofHosts = only('host', 'site');
  const ofSites = only('site');
  return {
    machine: (machine) => parts.length > 0 && fits({ ...bare, ...machine }),
    host: ({ site, name }) =>
      ofHosts && parts.every(({ key, fits: one }) => one(key === 'site' ? site : name)),
    site: (name) => ofSites && parts.every(({ fits: one }) => one(name)),
  };
}

/** No rule speaks of the rest. */
const bare: Omit<Machine, keyof Judged> = { id: '', birth: '', kind: 'vm', state: 'unknown' };

/** One text for the same selector, however it was typed. */
export function selectorKey(selector: string, person?: string): string {
  return selectorParts(selector.replaceAll(PERSON, person ?? PERSON).toLowerCase())
    .map(({ key, pattern }) => `${key}:${pattern}`)
    .toSorted()
    .join(',');
}
