import {
  type Change,
  contentOf,
  type Files,
  kindOf,
  makeFolder,
  namesIn,
  remove,
} from './files.ts';
import { type Ended, fails, type Program, type Shell, says, split } from './shell.ts';

export const cat: Program = (args, { state }) => {
  const parts = split(args).words.map((path) => {
    const content = contentOf(state.files, path)?.toString('utf8');
    if (content !== undefined) return says(content);
    const problem = kindOf(state.files, path) ? 'Is a directory' : 'No such file or directory';
    return fails(`cat: ${path}: ${problem}`);
  });
  return joined(parts);
};

export const ls: Program = (args, { state }) => {
  const { flags, words } = split(args);
  const paths = words.length > 0 ? words : ['/root'];
  const parts = paths.map((path) => {
    const kind = kindOf(state.files, path);
    if (!kind) return fails(`ls: cannot access '${path}': No such file or directory`, 2);
    const names = kind === 'file' || flags.includes('d') ? [path] : namesIn(state.files, path);
    return says(names.map((name) => `${name}\n`).join(''));
  });
  return joined(parts);
};

export const mkdir: Program = (args, shell) => {
  const { flags, words } = split(args);
  if (words.length === 0) return fails('mkdir: missing operand');
  const make = (files: Files, path: string) => makeFolder(files, path, flags.includes('p'));
  return changing(shell, words, {
    change: make,
    say: (path) => `mkdir: cannot create directory '${path}'`,
  });
};

export const rm: Program = (args, shell) => {
  const { flags, words } = split(args);
  if (words.length === 0 && !flags.includes('f')) return fails('rm: missing operand');
  const force = flags.includes('f');
  const wanted = words.filter((path) => !force || kindOf(shell.state.files, path));
  const drop = (files: Files, path: string) => remove(files, path, /[rR]/.test(flags));
  return changing(shell, wanted, { change: drop, say: (path) => `rm: cannot remove '${path}'` });
};

/** `test` and `[`: one file, text or number question, also after `!`. */
export const test: Program = (args, shell) => {
  if (args[0] === '!') {
    const inner = test(args.slice(1), shell);
    return inner.exitCode > 1 ? inner : { ...inner, exitCode: 1 - inner.exitCode };
  }
  const answer = ask(args, shell.state.files);
  return answer === undefined
    ? fails(`test: unknown condition: ${args.join(' ')}`, 2)
    : { exitCode: answer ? 0 : 1, stdout: '', stderr: '' };
};

export const bracket: Program = (args, shell) =>
  args.at(-1) === ']' ? test(args.slice(0, -1), shell) : fails("[: missing ']'", 2);

function ask(args: readonly string[], files: Files): boolean | undefined {
  const [first = '', second, third, ...more] = args;
  if (more.length > 0) return undefined;
  if (second === undefined) return first !== '';
  return third === undefined ? askOne(first, second, files) : askTwo(first, second, third);
}

function askOne(question: string, word: string, files: Files): boolean | undefined {
  switch (question) {
    case '-e':
      return kindOf(files, word) !== undefined;
    case '-f':
      return kindOf(files, word) === 'file';
    case '-d':
      return kindOf(files, word) === 'folder';
    case '-s':
      return (contentOf(files, word)?.length ?? 0) > 0;
    case '-n':
      return word !== '';
    case '-z':
      return word === '';
    default:
      return undefined;
  }
}

function askTwo(left: string, question: string, right: string): boolean | undefined {
  if (question === '=') return left === right;
  return question === '!=' ? left !== right : undefined;
}

interface Changing {
  change(files: Files, path: string): Change;
  say(path: string): string;
}

/** Goes on after a path that cannot be changed, as the real ones do, and says so at the end. */
function changing({ state }: Shell, paths: readonly string[], { change, say }: Changing): Ended {
  let { files } = state;
  let stderr = '';
  for (const path of paths) {
    const made = change(files, path);
    if ('files' in made) files = made.files;
    else stderr += `${say(path)}: ${made.problem}\n`;
  }
  return { exitCode: stderr ? 1 : 0, stdout: '', stderr, files };
}

function joined(parts: readonly Ended[]): Ended {
  return {
    exitCode: Math.max(0, ...parts.map((part) => part.exitCode)),
    stdout: parts.map((part) => part.stdout).join(''),
    stderr: parts.map((part) => part.stderr).join(''),
  };
}
