import { createHash } from 'node:crypto';
import { contentOf } from '../disk.ts';
import { fails, type Program, pathIn, quiet, type Session, says, split } from '../shell/session.ts';

const echo: Program = (args) => {
  const isBare = args[0] === '-n';
  return says((isBare ? args.slice(1) : args).join(' ') + (isBare ? '' : '\n'));
};

const letters: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };

function escapes(format: string): string {
  return format
    .replaceAll(/\\([0-7]{3})/g, (_, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    )
    .replaceAll(/\\(.)/g, (_, letter: string) => letters[letter] ?? letter);
}

const printf: Program = ([format = '', ...values]) => {
  let out = '';
  let at = 0;
  do {
    const from = at;
    out += escapes(format).replaceAll(/%([sdb%])/g, (_, kind: string) => {
      if (kind === '%') return '%';
      const value = values[at] ?? (kind === 'd' ? '0' : '');
      at += 1;
      return kind === 'b' ? escapes(value) : value;
    });
    if (at === from) break;
  } while (at < values.length);
  return says(out);
};

/** What comes in, or the file that is named. */
function source(args: readonly string[], input: string, session: Session): string | undefined {
  const [name] = split(args).words;
  return name === undefined || name === '-'
    ? input
    : contentOf(session.files, pathIn(session, name));
}

const base64: Program = (args, input, session) => {
  const content = source(
    args.filter((word) => word !== '0'),
    input,
    session,
  );
  if (content === undefined) return fails(`base64: ${args.at(-1)}: No such file or directory`);
  if (args.some((word) => /^(?:-[a-z]*d|--decode)/i.test(word)))
    return says(Buffer.from(content, 'base64').toString('latin1'));
  const coded = Buffer.from(content, 'latin1').toString('base64');
  return says(
    args.some((word) => /^(?:-w ?0?|--wrap=0)$/.test(word))
      ? coded
      : coded.replaceAll(/.{76}|.+$/g, '$&\n'),
  );
};

function sum(name: 'sha256' | 'md5' | 'sha1'): Program {
  return (args, input, session) => {
    const content = source(args, input, session);
    if (content === undefined)
      return fails(`${name}sum: ${args.at(-1)}: No such file or directory`);
    const digest = createHash(name).update(Buffer.from(content, 'latin1')).digest('hex');
    return says(`${digest}  ${split(args).words[0] ?? '-'}\n`);
  };
}

const grep: Program = (args, input, session) => {
  const { flags, words } = split(args);
  const [pattern = '', file] = words;
  const content = file === undefined ? input : contentOf(session.files, pathIn(session, file));
  if (content === undefined) return fails(`grep: ${file}: No such file or directory`, 2);
  const wanted = flags.includes('F') ? pattern.replaceAll(/[^\w\s]/g, '\\$&') : pattern;
  const found = content.split('\n').filter((line) => new RegExp(wanted).test(line) && line !== '');
  const out = flags.includes('c') ? `${found.length}\n` : found.map((line) => `${line}\n`).join('');
  return { ...quiet(found.length > 0 ? 0 : 1), out: flags.includes('q') ? '' : out };
};

const tr: Program = (args, input) => {
  const [flag, from = ''] = args[0] === '-d' ? args : ['', ...args];
  const set = new Set(escapes(from));
  const to = escapes(args.at(-1) ?? '');
  return says(
    [...input].map((one) => (set.has(one) ? (flag === '-d' ? '' : to.charAt(0)) : one)).join(''),
  );
};

export const textPrograms = {
  base64,
  echo,
  grep,
  md5sum: sum('md5'),
  printf,
  sha1sum: sum('sha1'),
  sha256sum: sum('sha256'),
  tr,
};
