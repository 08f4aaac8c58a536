/**
 * The one text of a value: JSON with its keys in order. What PostgreSQL's jsonb gives back has the same one as what was
 * put in. It never changes: every row of the audit was sealed over it.
 */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, held) =>
    typeof held === 'object' && held !== null && !Array.isArray(held) ? sorted(held) : held,
  );
}

function sorted(held: object): object {
  return Object.fromEntries(Object.entries(held).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
