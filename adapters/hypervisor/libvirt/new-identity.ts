import { createHash } from 'node:crypto';
import type { TaskControl } from '../../../src/operation.ts';

/** The same for the same task, however often it is asked: whoever resumes finds what was begun. */
function digest({ tag }: TaskControl, what: string): string {
  return createHash('sha256').update(`${tag} ${what}`).digest('hex');
}

/** A version 8 UUID: https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-8 */
export function newUuid(task: TaskControl): string {
  const hex = digest(task, 'uuid');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** Of QEMU's own range, which no maker of hardware uses. */
export function newMac(task: TaskControl, number: number): string {
  const hex = digest(task, `mac ${number}`);
  return `52:54:00:${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4, 6)}`;
}
