import { kindOf } from '../disk.ts';
import { fails, type Program, pathIn, quiet } from './session.ts';

const nothing: Program = () => quiet(0);

/** What the shell does itself. */
export const builtins: Readonly<Record<string, Program>> = {
  ':': nothing,
  export(args, _, session) {
    for (const word of args) {
      const [name = '', value] = word.split(/=(.*)/s);
      if (value !== undefined) session.variables.set(name, value);
    }
    return quiet(0);
  },
  unset: nothing,
  trap: nothing,
  umask: nothing,
  wait: nothing,
  cd(args, _, session) {
    const path = pathIn(session, args[0] ?? '/root');
    if (kindOf(session.files, path) !== 'folder')
      return fails(`sh: 1: cd: can't cd to ${args[0]}`, 2);
    session.cwd = path;
    return quiet(0);
  },
  exit(args, _, session) {
    session.exit = Number(args[0] ?? session.status) & 255;
    return quiet(session.exit);
  },
  set(args, _, session) {
    const [first = ''] = args;
    if (/^-\w*e/.test(first)) session.stopsAtFailure = true;
    if (/^\+\w*e/.test(first)) session.stopsAtFailure = false;
    if (first === '--') session.args = args.slice(1);
    return quiet(0);
  },
  shift(_, __, session) {
    session.args = session.args.slice(1);
    return quiet(0);
  },
  read(args, input, session) {
    const [line = ''] = input.split('\n');
    session.variables.set(args.find((word) => !word.startsWith('-')) ?? 'REPLY', line);
    return quiet(input === '' ? 1 : 0);
  },
};
