import { delimiter } from 'node:path';

/**
 * The configurations that `NAKHODA_LAB` names, written as in PATH. Each worker of vitest has one of these labs for
 * itself, so that a file of tests finds nobody else on its hypervisors.
 */
export function wantedLabs(): readonly string[] {
  return (process.env['NAKHODA_LAB'] ?? '').split(delimiter).filter((path) => path !== '');
}
