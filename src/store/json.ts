/**
 * Text as PostgreSQL can hold it: it stores neither U+0000 nor half a surrogate pair.
 * https://www.postgresql.org/docs/18/datatype-json.html
 */
export function clean(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

/** As JSON writes what {@link clean} takes away: https://tc39.es/ecma262/#sec-quotejsonstring */
const unclean = /\\u(?:0000|d[89a-f])/;

/** JSON for a jsonb column, from values that may hold any text from outside, in their keys too. */
export function toJson(value: unknown): string {
  const json = JSON.stringify(value ?? null);
  return unclean.test(json) ? cleanJson(value) : json;
}

function cleanJson(value: unknown): string {
  return JSON.stringify(value, (_key, held) => {
    if (typeof held === 'string') return clean(held);
    return isPlain(held) ? Object.fromEntries(Object.entries(held).map(cleanKey)) : held;
  });
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function cleanKey([key, value]: [string, unknown]): [string, unknown] {
  return [clean(key), value];
}
