/**
 * Text as PostgreSQL can hold it: it stores neither U+0000 nor half a surrogate pair.
 * https://www.postgresql.org/docs/18/datatype-json.html
 */
export function clean(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

/** JSON for a jsonb column, from values that may hold any text from outside. */
export function toJson(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, held) =>
    typeof held === 'string' ? clean(held) : held,
  );
}
