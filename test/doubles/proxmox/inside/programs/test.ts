import { contentOf, kindOf } from '../disk.ts';
import { fails, type Program, pathIn, quiet, type Session } from '../shell/session.ts';

/** `test` and `[`: one question, also after `!`. */
export const test: Program = (args, _, session) => {
  if (args[0] === '!') {
    const { code } = test(args.slice(1), '', session);
    return quiet(code > 1 ? code : 1 - code);
  }
  const answer = ask(args, session);
  return answer === undefined
    ? fails(`test: ${args.join(' ')}: unexpected operator`, 2)
    : quiet(answer ? 0 : 1);
};

export const bracket: Program = (args, input, session) =>
  args.at(-1) === ']' ? test(args.slice(0, -1), input, session) : fails('[: missing ]', 2);

function ask(args: readonly string[], session: Session): boolean | undefined {
  const [first = '', second, third, ...more] = args;
  if (more.length > 0) return;
  if (second === undefined) return first !== '';
  return third === undefined ? one(first, second, session) : two(first, second, third);
}

function one(question: string, word: string, session: Session): boolean | undefined {
  const path = pathIn(session, word);
  const kind = kindOf(session.files, path);
  switch (question) {
    case '-e':
    case '-r':
    case '-w':
    case '-x':
      return kind !== undefined;
    case '-f':
      return kind === 'file';
    case '-d':
      return kind === 'folder';
    case '-s':
      return (contentOf(session.files, path) ?? '') !== '';
    case '-n':
      return word !== '';
    case '-z':
      return word === '';
    case '-h':
    case '-L':
      return false;
    default:
      return;
  }
}

function two(left: string, question: string, right: string): boolean | undefined {
  const [one, other] = [Number(left), Number(right)];
  switch (question) {
    case '=':
      return left === right;
    case '!=':
      return left !== right;
    case '-eq':
      return one === other;
    case '-ne':
      return one !== other;
    case '-gt':
      return one > other;
    case '-ge':
      return one >= other;
    case '-lt':
      return one < other;
    case '-le':
      return one <= other;
    default:
      return;
  }
}
