import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const directory = join(import.meta.dirname, '../../../recorded/virtualbox');

/** What one recorded call of VBoxManage 7.2.22 wrote, each stream by itself. */
export function recorded(name: string): { readonly stdout: string; readonly stderr: string } {
  const text = readFileSync(join(directory, `${name}.txt`), 'utf8');
  const [, stdout, stderr = ''] =
    /^#--- stdout\n([\s\S]*?)^#--- stderr\n([\s\S]*)$/m.exec(text) ?? [];
  // Some were written down with both streams as one.
  return stdout === undefined ? { stdout: text, stderr: text } : { stdout, stderr };
}
