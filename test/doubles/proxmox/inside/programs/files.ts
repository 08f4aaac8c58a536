import { posix } from 'node:path';
import { contentOf, kindOf, namesIn, without, written } from '../disk.ts';
import {
  fails,
  type Program,
  pathIn,
  quiet,
  type Said,
  type Session,
  says,
  split,
} from '../shell/session.ts';

const absent = 'No such file or directory';

/** One answer for each path, and the worst of their codes. */
function each(paths: readonly string[], go: (path: string) => Said): Said {
  const all = paths.map(go);
  return {
    code: Math.max(0, ...all.map(({ code }) => code)),
    out: all.map(({ out }) => out).join(''),
    err: all.map(({ err }) => err).join(''),
  };
}

function write(session: Session, name: string, path: string, content: string): Said {
  const made = written(session.files, path, content);
  if ('problem' in made) return fails(`${name}: ${path}: ${made.problem}`);
  session.files = made.files;
  return quiet(0);
}

/** What each file says; what comes in where none is named. */
function contents(
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

const wc: Program = (args, input, session) => {
  const { flags, words } = split(args);
  return contents('wc', words, input, session, (content, word) => {
    const count = flags.includes('l') ? content.split('\n').length - 1 : content.length;
    return word === '-' ? `${count}\n` : `${count} ${word}\n`;
  });
};

const stat: Program = (args, _, session) =>
  each(
    split(args).words.filter((word) => !word.startsWith('%')),
    (word) => {
      const content = contentOf(session.files, pathIn(session, word));
      return content === undefined
        ? fails(`stat: cannot statx '${word}': ${absent}`)
        : says(`${content.length}\n`);
    },
  );

/** `head -c 10`, `tail -n 3`, `tail -c +11`, `head -5` */
function cut(isHead: boolean): Program {
  return (args, input, session) => {
    const joined = args.join(' ');
    const [, unit = 'n', from = '', count = '10'] =
      /-([cn]) ?(\+?)(\d+)/.exec(joined) ?? /-()()(\d+)/.exec(joined) ?? [];
    const words = split(args).words.filter((word) => !/^\+?\d+$/.test(word));
    return contents(isHead ? 'head' : 'tail', words, input, session, (all) => {
      const parts = unit === 'c' ? [...all] : (all.match(/[^\n]*\n|[^\n]+$/g) ?? []);
      return kept(parts, Number(count), from !== '' ? 'from' : isHead ? 'head' : 'tail').join('');
    });
  };
}

function kept(parts: readonly string[], count: number, how: 'from' | 'head' | 'tail') {
  if (how === 'from') return parts.slice(count - 1);
  return how === 'head' ? parts.slice(0, count) : parts.slice(Math.max(0, parts.length - count));
}

/** `dd of=/tmp/a bs=1 seek=100 conv=notrunc`, from what comes in or `if=`. */
const dd: Program = (args, input, session) => {
  const given = new Map(
    args.map((word) => [word.split('=')[0] ?? '', word.split(/=(.*)/s)[1] ?? '']),
  );
  const unit = Number(given.get('bs') ?? 512);
  const from = given.get('if');
  const source = from === undefined ? input : contentOf(session.files, pathIn(session, from));
  if (source === undefined) return fails(`dd: failed to open '${from}': ${absent}`);
  const skipped = source.slice(unit * Number(given.get('skip') ?? 0));
  const content = given.has('count')
    ? skipped.slice(0, unit * Number(given.get('count')))
    : skipped;
  const to = given.get('of');
  if (to === undefined) return says(content);
  const path = pathIn(session, to);
  const before = contentOf(session.files, path) ?? '';
  const seek = unit * Number(given.get('seek') ?? 0);
  const head = before.slice(0, seek).padEnd(seek, '\0');
  const tail =
    given.get('conv')?.includes('notrunc') === true ? before.slice(seek + content.length) : '';
  return write(session, 'dd', path, head + content + tail);
};

const truncate: Program = (args, _, session) => {
  const size = Number(/-s ?(\d+)/.exec(args.join(' '))?.[1] ?? 0);
  const path = pathIn(session, args.at(-1) ?? '');
  const before = contentOf(session.files, path) ?? '';
  return write(session, 'truncate', path, before.slice(0, size).padEnd(size, '\0'));
};

export const filePrograms = {
  cat,
  cp,
  dd,
  head: cut(true),
  ls,
  mkdir,
  mktemp,
  mv,
  rm,
  stat,
  tail: cut(false),
  tee,
  touch,
  truncate,
  wc,
};
