import { stateWords } from '../cards/machine-state.ts';
import type { Machine } from '../hypervisor.ts';

export const selectorKeys = ['tag', 'host', 'site', 'state', 'pool', 'name', 'owner'] as const;
export type SelectorKey = (typeof selectorKeys)[number];

/** The tag that says whose a machine is: `owner-anna`. Proxmox VE takes no colon in a tag. */
const OWNER = 'owner-';

/** True for words that may mean several machines: `web-*`, `tag:prod`, `state:running`, `*`. */
export function isSelector(word: string): boolean {
  return word.includes('*') || keyOf(word) !== undefined;
}

/** What a selector looks at. */
export type Selectable = Pick<Machine, 'site' | 'host' | 'name' | 'tags' | 'pool'> &
  Partial<Pick<Machine, 'state'>>;

/** Whether a machine fits. Several words, parted by commas, must all fit: `tag:prod,state:running`. */
export function matches(selector: string, machine: Machine): boolean {
  return matcher(selector)(machine);
}

/** The same, for asking about many machines. */
export function matcher(selector: string): (machine: Selectable) => boolean {
  const tests = selectorParts(selector).map(({ key, pattern }) => testOf(key, glob(pattern)));
  const [only, ...more] = tests;
  if (only !== undefined && more.length === 0) return only;
  return (machine) => tests.every((fits) => fits(machine));
}

/** What must fit, each: `tag:prod,web-*` is a tag and a name. In a file a space stands behind a comma or a colon too. */
export function selectorParts(
  selector: string,
): readonly { readonly key: SelectorKey; readonly pattern: string }[] {
  return selector
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const key = keyOf(part);
      return { key: key ?? 'name', pattern: key ? part.slice(key.length + 1).trim() : part };
    });
}

function keyOf(word: string): SelectorKey | undefined {
  return selectorKeys.find((key) => word.startsWith(`${key}:`));
}

/** It is asked of each machine of a fleet by each rule of a person: it makes no list of what it looks at. */
function testOf(key: SelectorKey, fits: (text: string) => boolean): (of: Selectable) => boolean {
  switch (key) {
    case 'tag':
      return ({ tags }) => tags.some(fits);
    case 'owner':
      return ({ tags }) =>
        tags.some((tag) => tag.startsWith(OWNER) && fits(tag.slice(OWNER.length)));
    case 'pool':
      return ({ pool }) => pool !== undefined && fits(pool);
    case 'state':
      // A list says `off` where the word of the platforms is `stopped`.
      return ({ state }) => state !== undefined && (fits(state) || fits(stateWords({ state })));
    default:
      return (machine) => fits(machine[key]);
  }
}

/** `*` stands for any run of characters; letters' case does not matter. No regular expression: no surprise. */
export function glob(pattern: string): (text: string) => boolean {
  const [first = '', ...middle] = pattern.toLowerCase().split('*');
  const last = middle.pop();
  if (last === undefined) return (text) => text.toLowerCase() === first;
  return (text) => {
    const lower = text.toLowerCase();
    if (!lower.startsWith(first)) return false;
    let at = first.length;
    for (const part of middle) {
      const found = lower.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return lower.length - last.length >= at && lower.endsWith(last);
  };
}
