import { posix } from 'node:path';
import { bracket, cat, ls, mkdir, rm, test } from './file-programs.ts';
import { ping } from './ping.ts';
import { sh } from './probe.ts';
import type { Ended, Program, Shell } from './shell.ts';
import {
  date,
  df,
  echo,
  free,
  hostname,
  ps,
  sleep,
  uname,
  uptime,
  whoami,
} from './system-programs.ts';

const programs: Readonly<Record<string, Program>> = {
  '[': bracket,
  cat,
  date,
  df,
  echo,
  false: () => ({ exitCode: 1, stdout: '', stderr: '' }),
  free,
  hostname,
  ls,
  mkdir,
  ping,
  ps,
  rm,
  sh,
  sleep,
  test,
  true: () => ({ exitCode: 0, stdout: '', stderr: '' }),
  uname,
  uptime,
  whoami,
};

/** What people are told of them. */
export const known: readonly string[] = Object.keys(programs).filter((name) => /^[a-z]/.test(name));

/** Runs a program of the demo's little Linux; undefined when it has no such program. */
export function run(argv: readonly string[], shell: Shell): Ended | undefined {
  const [path = '', ...args] = argv;
  const folder = posix.dirname(path);
  const isThere =
    ['.', '/bin', '/usr/bin'].includes(folder) && Object.hasOwn(programs, posix.basename(path));
  return isThere ? programs[posix.basename(path)]?.(args, shell) : undefined;
}
