import { hash } from 'node:crypto';
import type { TaskControl } from './operation.ts';

type Marked = Pick<TaskControl, 'tag'>;

/** The same for the same task, however often it is asked: whoever resumes finds what was begun. */
export function digestFor({ tag }: Marked, what: string): string {
  return hash('sha256', `${tag} ${what}`);
}

/** A version 8 UUID: https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-8 */
export function newUuid(task: Marked): string {
  const hex = digestFor(task, 'uuid');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
