import type { Machine } from './hypervisor.ts';

const keys = ['tag', 'host', 'site', 'state', 'pool', 'name'] as const;
type Key = (typeof keys)[number];

/** True for words that may mean several machines: `web-*`, `tag:prod`, `state:running`, `*`. */
export function isSelector(word: string): boolean {
  return word.includes('*') || keyOf(word) !== undefined;
}

/** Whether a machine fits. Several words, parted by commas, must all fit: `tag:prod,state:running`. */
export function matches(selector: string, machine: Machine): boolean {
  return selector
    .split(',')
    .filter((part) => part !== '')
    .every((part) => fits(part, machine));
}

function fits(part: string, machine: Machine): boolean {
  const key = keyOf(part);
  if (key === undefined) return glob(part, machine.name);
  return valuesOf(key, machine).some((value) => glob(part.slice(key.length + 1), value));
}

function keyOf(word: string): Key | undefined {
  return keys.find((key) => word.startsWith(`${key}:`));
}

function valuesOf(key: Key, machine: Machine): readonly string[] {
  if (key === 'tag') return machine.tags;
  if (key === 'pool') return machine.pool === undefined ? [] : [machine.pool];
  return [machine[key]];
}

/** `*` stands for any run of characters; letters' case does not matter. No regular expression: no surprise. */
function glob(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const lower = text.toLowerCase();
  if (!lower.startsWith(first)) return false;
  if (rest.length === 0) return lower === first;
  let at = first.length;
  const last = rest.pop() ?? '';
  for (const part of rest) {
    const found = lower.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return lower.length - last.length >= at && lower.endsWith(last);
}
