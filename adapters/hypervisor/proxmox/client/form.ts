import type { Params } from './client.ts';

/** As PVE's own web interface sends it: a flag as 1 or 0, a list by its key repeated. */
export function form(params: Params = {}): string {
  const words = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) {
    if (value === undefined) continue;
    for (const one of typeof value === 'object' ? value : [value]) words.append(key, word(one));
  }
  return words.toString();
}

function word(value: string | number | boolean): string {
  return typeof value === 'boolean' ? String(Number(value)) : String(value);
}
