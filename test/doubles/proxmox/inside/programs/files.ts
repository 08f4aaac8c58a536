import { posix } from 'node:path';
import { contentOf, kindOf, namesIn, without } from '../disk.ts';
import { fails, type Program, pathIn, quiet, type Session, says, split } from '../shell/session.ts';
import { absent, contents, each, write } from './contents.ts';

const cat: Program = (args, input, session) =>
  contents('cat', split(args).words, input, session, (content) => content);

const tee: Program = (args, input, session) => {
  const { flags, words } = split(args);
  const said = each(words, (word) => {
    const path = pathIn(session, word);
    const before = flags.includes('a') ? (contentOf(session.files, path) ?? '') : '';
    return write(session, 'tee', path, before + input);
  });
  return { ...said, out: input };
};

/** Where a thing goes: into the folder, or under the name. */
function destination(session: Session, from: string, to: string): string {
  return kindOf(session.files, to) === 'folder' ? posix.join(to, posix.basename(from)) : to;
}

const cp: Program = (args, _, session) => {
  const { words } = split(args);
  const to = pathIn(session, words.at(-1) ?? '');
  return each(words.slice(0, -1), (word) => {
    const from = pathIn(session, word);
    const content = contentOf(session.files, from);
    if (content === undefined) return fails(`cp: cannot stat '${word}': ${absent}`);
    return write(
      session,
      'cp: cannot create regular file',
      destination(session, from, to),
      content,
    );
  });
};

const mv: Program = (args, _, session) => {
  const { words } = split(args);
  const to = pathIn(session, words.at(-1) ?? '');
  return each(words.slice(0, -1), (word) => {
    const from = pathIn(session, word);
    if (kindOf(session.files, from) === undefined)
      return fails(`mv: cannot stat '${word}': ${absent}`);
    const target = destination(session, from, to);
    if (kindOf(session.files, posix.dirname(target)) !== 'folder')
      return fails(`mv: cannot move '${word}' to '${target}': ${absent}`);
    const moved = Object.entries(session.files)
      .filter(([path]) => path === from || path.startsWith(`${from}/`))
      .map(([path, content]) => [target + path.slice(from.length), content] as const);
    session.files = {
      ...without(without(session.files, from), target),
      ...Object.fromEntries(moved),
    };
    return quiet(0);
  });
};

const rm: Program = (args, _, session) => {
  const { flags, words } = split(args);
  return each(words, (word) => {
    const path = pathIn(session, word);
    const kind = kindOf(session.files, path);
    if (kind === undefined)
      return flags.includes('f') ? quiet(0) : fails(`rm: cannot remove '${word}': ${absent}`);
    if (kind === 'folder' && !/r/i.test(flags))
      return fails(`rm: cannot remove '${word}': Is a directory`);
    if (path === '/') return fails("rm: it is dangerous to operate recursively on '/'");
    session.files = without(session.files, path);
    return quiet(0);
  });
};

const mkdir: Program = (args, _, session) => {
  const { flags, words } = split(args);
  return each(words, (word) => {
    const path = pathIn(session, word);
    const problem = folder(session, path, flags.includes('p'));
    return problem === undefined
      ? quiet(0)
      : fails(`mkdir: cannot create directory '${word}': ${problem}`);
  });
};

function folder(session: Session, path: string, parents: boolean): string | undefined {
  const kind = kindOf(session.files, path);
  if (kind === 'folder' && parents) return;
  if (kind !== undefined) return 'File exists';
  const above = posix.dirname(path);
  if (kindOf(session.files, above) === 'file') return 'Not a directory';
  if (kindOf(session.files, above) === undefined) {
    const problem = parents ? folder(session, above, true) : absent;
    if (problem !== undefined) return problem;
  }
  session.files = { ...session.files, [path]: null };
  return;
}

const touch: Program = (args, _, session) =>
  each(split(args).words, (word) => {
    const path = pathIn(session, word);
    return kindOf(session.files, path) === undefined
      ? write(session, 'touch: cannot touch', path, '')
      : quiet(0);
  });

const ls: Program = (args, _, session) => {
  const { flags, words } = split(args);
  return each(words.length > 0 ? words : ['.'], (word) => {
    const path = pathIn(session, word);
    const kind = kindOf(session.files, path);
    if (kind === undefined) return fails(`ls: cannot access '${word}': ${absent}`, 2);
    const names = kind === 'file' || flags.includes('d') ? [word] : namesIn(session.files, path);
    return says(names.map((name) => `${name}\n`).join(''));
  });
};

const mktemp: Program = (args, _, session) => {
  const { flags, words } = split(args);
  const name = (words[0] ?? '/tmp/tmp.XXXXXX').replace(
    /X+/,
    `${session.pid}${session.processes.length}`,
  );
  const path = pathIn(session, name);
  if (flags.includes('d')) session.files = { ...session.files, [path]: null };
  const said = flags.includes('d') ? quiet(0) : write(session, 'mktemp', path, '');
  return { ...said, out: `${path}\n` };
};

export const filePrograms = { cat, cp, ls, mkdir, mktemp, mv, rm, tee, touch };
