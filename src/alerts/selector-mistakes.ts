import { z } from 'zod';
import { selectorKeys, selectorParts } from '../inventory/selector.ts';
import { closest } from '../line/suggest.ts';

/** What is wrong with a selector of hosts and machines, in words; a misspelt one would fit nothing, in silence. */
export function selectorMistakes(text: string): readonly string[] {
  const parts = selectorParts(text);
  if (parts.length === 0) return ['wants a selector, as tag:prod or site:kvm,web-*'];
  return parts.flatMap(({ key, pattern }) => {
    if (key === 'state') return ['state: changes by itself; say a tag, host, site, pool or name'];
    const [, prefix] = /^([a-z]+):/i.exec(pattern) ?? [];
    if (key === 'name' && prefix !== undefined) {
      const [near] = closest(prefix, selectorKeys);
      return [
        `there is no selector ${prefix}:${near === undefined ? '' : `; did you mean ${near}:?`}`,
      ];
    }
    return pattern === '' ? [`${key}: wants something behind it`] : [];
  });
}

export const selector = z.string().superRefine((text, context) => {
  for (const mistake of selectorMistakes(text)) context.addIssue(mistake);
});
