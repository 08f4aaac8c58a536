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

/** Whether a machine fits. Several words, parted by commas, must all fit: `tag:prod,state:running`. */
export function matches(selector: string, machine: Machine): boolean {
  return matcher(selector)(machine);
}

/** The same, for asking about many machines. */
export function matcher(selector: string): (machine: Machine) => boolean {
  const tests = selectorParts(selector).map(({ key, pattern }) => {
    const fits = glob(pattern);
    return (machine: Machine) => valuesOf(key, machine).some(fits);
  });
  return (machine) => tests.every((fits) => fits(machine));
}

/** What must fit, each: `tag:prod,web-*` is a tag and a name. */
export function selectorParts(
  selector: string,
): readonly { readonly key: SelectorKey; readonly pattern: string }[] {
  return selector
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const key = keyOf(part);
      return { key: key ?? 'name', pattern: key ? part.slice(key.length + 1) : part };
    });
}

function keyOf(word: string): SelectorKey | undefined {
  return selectorKeys.find((key) => word.startsWith(`${key}:`));
}

function valuesOf(key: SelectorKey, machine: Machine): readonly string[] {
  if (key === 'tag') return machine.tags;
  if (key === 'owner') {
    return machine.tags.flatMap((tag) => (tag.startsWith(OWNER) ? [tag.slice(OWNER.length)] : []));
  }
  if (key === 'pool') return machine.pool === undefined ? [] : [machine.pool];
  // A list says `off` where the word of the platforms is `stopped`.
  if (key === 'state') return [machine.state, stateWords({ state: machine.state })];
  return [machine[key]];
}

/** `*` stands for any run of characters; letters' case does not matter. No regular expression: no surprise. */
export function glob(pattern: string): (text: string) => boolean {
  const [first = '', ...middle] = pattern.toLowerCase().split('*');
  const last = middle.pop();
  return (text) => {
    const lower = text.toLowerCase();
    if (!lower.startsWith(first)) return false;
    if (last === undefined) return lower === first;
    let at = first.length;
    for (const part of middle) {
      const found = lower.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return lower.length - last.length >= at && lower.endsWith(last);
  };
}
