import { typed } from '../../cards/typed.ts';

/** The line that is typed where a guest does not answer. */
export function setupLine(label: string): string {
  return typed('guest setup', label);
}
