import { digestFor } from '../../../src/new-uuid.ts';
import type { TaskControl } from '../../../src/operation.ts';

/** Of QEMU's own range, which no maker of hardware uses. */
export function newMac(task: TaskControl, number: number): string {
  const hex = digestFor(task, `mac ${number}`);
  return `52:54:00:${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4, 6)}`;
}
