import { stateWords } from '../cards/machine-state.ts';
import type { Machine } from '../hypervisor.ts';

const keys = ['tag', 'host', 'site', 'state', 'pool', 'name'] as const;
type Key = (typeof keys)[number];

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
  const tests = selector
    .split(',')
    .filter((part) => part !== '')
    .map(test);
  return (machine) => tests.every((fits) => fits(machine));
}

function test(part: string): (machine: Machine) => boolean {
  const key = keyOf(part);
  const fits = glob(key === undefined ? part : part.slice(key.length + 1));
  return (machine) => valuesOf(key ?? 'name', machine).some(fits);
}

function keyOf(word: string): Key | undefined {
  return keys.find((key) => word.startsWith(`${key}:`));
}

function valuesOf(key: Key, machine: Machine): readonly string[] {
  if (key === 'tag') return machine.tags;
  if (key === 'pool') return machine.pool === undefined ? [] : [machine.pool];
  // A list says `off` where the word of the platforms is `stopped`.
  if (key === 'state') return [machine.state, stateWords({ state: machine.state })];
  return [machine[key]];
}

/** `*` stands for any run of characters; letters' case does not matter. No regular expression: no surprise. */
function glob(pattern: string): (text: string) => boolean {
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
