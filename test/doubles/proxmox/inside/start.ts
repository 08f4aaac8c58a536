import { posix } from 'node:path';
import type { Inside, Process } from './inside.ts';
import { borrowedPrograms, probe } from './programs/borrowed.ts';
import { filePrograms } from './programs/files.ts';
import { partPrograms } from './programs/parts.ts';
import { systemPrograms } from './programs/system.ts';
import { bracket, test } from './programs/test.ts';
import { textPrograms } from './programs/texts.ts';
import { runScript } from './shell/run.ts';
import { type Around, bytes, fails, type Program, type Session } from './shell/session.ts';

const programs: Readonly<Record<string, Program>> = {
  ...filePrograms,
  ...partPrograms,
  ...textPrograms,
  ...systemPrograms,
  ...borrowedPrograms,
  test,
  '[': bracket,
  sh,
  bash: sh,
  timeout,
};

function programOf(name: string): Program | undefined {
  const folder = posix.dirname(name);
  const isFound = ['.', '/bin', '/usr/bin', '/sbin', '/usr/sbin'].includes(folder);
  const stem = posix.basename(name);
  return isFound && Object.hasOwn(programs, stem) ? programs[stem] : undefined;
}

function sh(args: readonly string[], input: string, session: Session) {
  const options = args[0] ?? '';
  if (!/^-\w*c$/.test(options)) return runScript(input, '', session, programOf);
  const [, script = '', , ...rest] = args;
  const asked = probe(args, session);
  if (asked !== undefined) return asked;
  session.args = rest;
  session.stopsAtFailure ||= options.includes('e');
  const said = runScript(script, input, session, programOf);
  const code = session.exit ?? said.code;
  return { ...said, code };
}

function timeout(args: readonly string[], input: string, session: Session) {
  const [limit = '', name = '', ...rest] = args.filter((word) => !/^-[ks]/.test(word));
  const before = session.ms;
  const said = programOf(name)?.(rest, input, session) ?? fails(`timeout: ${name}: not found`, 127);
  const most = Number.parseFloat(limit) * 1000;
  if (session.ms - before <= most) return said;
  session.ms = before + most;
  return { ...said, code: 124 };
}

export interface Started {
  readonly inside: Inside;
  readonly process: Process;
}

/** Starts a program as the agent does, without a shell; undefined where there is no such program. */
export function startProgram(
  inside: Inside,
  argv: readonly string[],
  how: { readonly pid: number; readonly input: string; readonly around: Around },
): Started | undefined {
  const { pid, input, around } = how;
  const [name = '', ...args] = argv.map(bytes);
  const program = programOf(name);
  if (program === undefined) return;
  const session: Session = {
    around,
    pid,
    files: inside.files,
    processes: inside.processes,
    clockLagMs: undefined,
    ms: 0,
    cwd: '/',
    variables: new Map([['PATH', '/usr/sbin:/usr/bin:/sbin:/bin']]),
    args: [],
    status: 0,
    stopsAtFailure: false,
    isMuted: false,
    exit: undefined,
    signal: undefined,
  };
  const said = program(args, input, session);
  const process: Process = {
    pid,
    argv,
    startedAt: around.life,
    endsAt: around.life + session.ms,
    exitCode: said.code,
    signal: session.signal,
    out: said.out,
    err: said.err,
  };
  return {
    process,
    inside: {
      ...inside,
      files: session.files,
      processes: [...session.processes, process],
      clockLagMs: session.clockLagMs ?? inside.clockLagMs,
    },
  };
}
