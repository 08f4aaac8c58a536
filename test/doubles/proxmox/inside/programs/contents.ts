import { contentOf, kindOf, written } from '../disk.ts';
import { fails, pathIn, quiet, type Said, type Session, says } from '../shell/session.ts';

export const absent = 'No such file or directory';

/** One answer for each path, and the worst of their codes. */
export function each(paths: readonly string[], go: (path: string) => Said): Said {
  const all = paths.map(go);
  return {
    code: Math.max(0, ...all.map(({ code }) => code)),
    out: all.map(({ out }) => out).join(''),
    err: all.map(({ err }) => err).join(''),
  };
}

export function write(session: Session, name: string, path: string, content: string): Said {
  const made = written(session.files, path, content);
  if ('problem' in made) return fails(`${name}: ${path}: ${made.problem}`);
  session.files = made.files;
  return quiet(0);
}

/** What each file says; what comes in where none is named. */
export function contents(
  name: string,
  args: readonly string[],
  input: string,
  session: Session,
  show: (content: string, word: string) => string,
): Said {
  if (args.length === 0) return says(show(input, '-'));
  return each(args, (word) => {
    const path = pathIn(session, word);
    const content = word === '-' ? input : contentOf(session.files, path);
    if (content !== undefined) return says(show(content, word));
    const why = kindOf(session.files, path) === undefined ? absent : 'Is a directory';
    return fails(`${name}: ${word}: ${why}`);
  });
}
