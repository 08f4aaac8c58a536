import { contentOf, kindOf, written } from '../disk.ts';
import type { Redirect } from './parse.ts';
import { fails, pathIn, type Said, type Session } from './session.ts';

interface Streams {
  readonly input: string;
  /** `out`, `err`, or the path of a file. */
  readonly out: string;
  readonly err: string;
}

/** Runs something with its input and output led elsewhere. */
export function redirected(
  session: Session,
  redirects: readonly Redirect[],
  input: string,
  read: (redirect: Redirect) => string,
  run: (input: string) => Said,
): Said {
  const streams = lead(session, redirects, input, read);
  if ('code' in streams) return streams;
  const said = run(streams.input);
  return { code: said.code, ...sort(session, streams, said) };
}

function lead(
  session: Session,
  redirects: readonly Redirect[],
  input: string,
  read: (redirect: Redirect) => string,
): Streams | Said {
  let streams: Streams = { input, out: 'out', err: session.isMuted ? '/dev/null' : 'err' };
  for (const redirect of redirects) {
    const next = turn(session, streams, redirect.sign, pathIn(session, read(redirect)));
    if ('code' in next) return next;
    streams = next;
  }
  return streams;
}

function turn(session: Session, streams: Streams, sign: string, path: string): Streams | Said {
  if (sign === '2>&1') return { ...streams, err: streams.out };
  if (sign.endsWith('>&2')) return { ...streams, out: streams.err };
  if (sign.includes('&')) return streams;
  if (sign === '<') {
    const input = contentOf(session.files, path);
    return input === undefined
      ? fails(`sh: 1: cannot open ${path}: No such file`, 2)
      : { ...streams, input };
  }
  const before = sign.includes('>>') ? (contentOf(session.files, path) ?? '') : '';
  const made = written(session.files, path, before);
  if ('problem' in made) return fails(`sh: 1: cannot create ${path}: ${made.problem}`, 2);
  session.files = made.files;
  return sign.startsWith('2') ? { ...streams, err: path } : { ...streams, out: path };
}

/** What goes on, after the rest went into files. */
function sort(session: Session, streams: Streams, said: Said): { out: string; err: string } {
  const left = { out: '', err: '' };
  for (const name of ['out', 'err'] as const) {
    const target = streams[name];
    if (target === 'out' || target === 'err') left[target] += said[name];
    else if (said[name] !== '') append(session, target, said[name]);
  }
  return left;
}

function append(session: Session, path: string, more: string): void {
  if (kindOf(session.files, path) !== 'file') return;
  const made = written(session.files, path, (contentOf(session.files, path) ?? '') + more);
  if ('files' in made) session.files = made.files;
}
