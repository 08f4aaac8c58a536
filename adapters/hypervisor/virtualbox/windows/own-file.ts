import { randomUUID } from 'node:crypto';
import type { ExecResult } from '../../../../src/exec.ts';
import type { OnceOptions, Reach } from '../reach.ts';
import { filledScript, givenScript } from './own-file-scripts.ts';

/** Runs VBoxManage with a path as its last word, and gives what it wrote there, in base64. */
export function fileOf(
  { run, manage }: Pick<Reach, 'run' | 'manage'>,
  words: readonly string[],
  options: OnceOptions,
): Promise<ExecResult> {
  const name = `nakhoda-${randomUUID()}`;
  return run(manage([...words, name]), { ...options, by: { script: filledScript, words: [name] } });
}

/** How a program is run with a file that comes over standard input behind a line for the program itself. */
export function givenFile(name: string, size: string): NonNullable<OnceOptions['by']> {
  return { script: givenScript, words: [name, size] };
}
