import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a real libvirt 9.0 said. */
export function recorded(file: string): string {
  return readFileSync(join(import.meta.dirname, '../../../recorded/libvirt', file), 'utf8');
}
