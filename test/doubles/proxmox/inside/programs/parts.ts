import { contentOf } from '../disk.ts';
import { fails, type Program, pathIn, says, split } from '../shell/session.ts';
import { absent, contents, each, write } from './contents.ts';

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

export const partPrograms = { dd, head: cut(true), stat, tail: cut(false), truncate, wc };
