import { createHash } from 'node:crypto';

/**
 * A short mark of what a preview was made from. Two values that are equal as JSON have the same one, whatever
 * the order of their keys. Nothing that changes by itself (an age, a load) belongs in it.
 */
export function fingerprint(seen: unknown): string {
  return createHash('sha256').update(canonical(seen)).digest('hex').slice(0, 16);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, held: unknown) =>
    isRecord(held)
      ? Object.fromEntries(Object.entries(held).sort(([a], [b]) => (a < b ? -1 : 1)))
      : held,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
