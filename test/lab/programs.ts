import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { programPath } from './run.ts';

/** The packages of those programs that are not here, each once. */
export function missingOf(programs: Readonly<Record<string, string>>): readonly string[] {
  const directories = programPath.split(':');
  const found = (program: string) => directories.some((at) => existsSync(join(at, program)));
  const missing = Object.entries(programs).filter(([program]) => !found(program));
  return [...new Set(missing.map(([, name]) => name))];
}
