import { builtins } from './builtins.ts';
import { fieldsOf, textOf } from './expand.ts';
import { type Node, parse, type Word } from './parse.ts';
import { redirected } from './redirect.ts';
import { fails, type Program, quiet, type Said, type Session } from './session.ts';

/** How often a loop goes round before it is called endless. */
const mostRounds = 10_000;

/** Runs a script; a program that nobody has is 127. */
export function runScript(
  script: string,
  input: string,
  session: Session,
  program: (name: string) => Program | undefined,
): Said {
  try {
    return createInterpreter(session, program)(parse(script), input);
  } catch (error) {
    return fails(`sh: 1: ${error instanceof Error ? error.message : String(error)}`, 2);
  }
}

type Run = (node: Node, input: string) => Said;

function createInterpreter(session: Session, program: (name: string) => Program | undefined): Run {
  const ask = (script: string): string => run(parse(script), '').out;

  function run(node: Node, input: string): Said {
    const said = go(node, input);
    session.status = said.code;
    return said;
  }

  function go(node: Node, input: string): Said {
    switch (node.is) {
      case 'command':
        return command(node, input);
      case 'list':
        return list(node.parts, input);
      case 'pipe':
        return pipe(node.parts, input);
      case 'and':
      case 'or':
        return either(node, input);
      case 'not': {
        const said = run(node.inner, input);
        return { ...said, code: said.code === 0 ? 1 : 0 };
      }
      case 'if':
        return condition(node, input);
      case 'for':
        return loop(node, input);
      case 'while':
        return repeat(node, input);
      case 'group':
        return redirected(session, node.redirects, input, target, (led) =>
          node.isOwn ? apart(node.inner, led) : run(node.inner, led),
        );
    }
  }

  const target = ({ target: word }: { readonly target: Word }) => textOf(word, session, ask);

  /** Its variables, its folder and its exit are its own. */
  function apart(node: Node, input: string): Said {
    const { cwd } = session;
    const said = run(node, input);
    const code = session.exit ?? said.code;
    if (session.signal === undefined) session.exit = undefined;
    session.cwd = cwd;
    return { ...said, code };
  }

  function list(parts: readonly Node[], input: string): Said {
    let all = quiet(0);
    for (const part of parts) {
      const said = run(part, input);
      all = joined(all, said);
      const isGuarded = part.is === 'and' || part.is === 'or' || part.is === 'not';
      if (session.stopsAtFailure && said.code !== 0 && !isGuarded) session.exit ??= said.code;
      if (session.exit !== undefined) break;
    }
    return all;
  }

  function pipe(parts: readonly Node[], input: string): Said {
    let last = { ...quiet(0), out: input };
    for (const part of parts) {
      const said = run(part, last.out);
      last = { ...said, err: last.err + said.err };
      session.exit = session.signal === undefined ? undefined : session.exit;
    }
    return last;
  }

  function either(node: Extract<Node, { is: 'and' | 'or' }>, input: string): Said {
    const left = run(node.left, input);
    const goesOn = node.is === 'and' ? left.code === 0 : left.code !== 0;
    return goesOn && session.exit === undefined ? joined(left, run(node.right, input)) : left;
  }

  function condition(node: Extract<Node, { is: 'if' }>, input: string): Said {
    const when = guarded(node.when, input);
    if (session.exit !== undefined) return when;
    const branch = when.code === 0 ? node.then : node.otherwise;
    return branch === undefined ? { ...when, code: 0 } : joined(when, run(branch, input));
  }

  /** A condition may fail, whatever `set -e` says. */
  function guarded(node: Node, input: string): Said {
    const { stopsAtFailure } = session;
    session.stopsAtFailure = false;
    const said = run(node, input);
    session.stopsAtFailure = stopsAtFailure;
    return said;
  }

  function loop(node: Extract<Node, { is: 'for' }>, input: string): Said {
    let all = quiet(0);
    for (const value of node.words.flatMap((word) => fieldsOf(word, session, ask))) {
      session.variables.set(node.name, value);
      all = joined(all, run(node.body, input));
      if (session.exit !== undefined) break;
    }
    return all;
  }

  function repeat(node: Extract<Node, { is: 'while' }>, input: string): Said {
    let all = quiet(0);
    for (let round = 0; round < mostRounds && session.exit === undefined; round += 1) {
      const when = guarded(node.when, input);
      if ((when.code === 0) === node.until) break;
      all = joined(all, run(node.body, input));
    }
    return all;
  }

  function command(node: Extract<Node, { is: 'command' }>, input: string): Said {
    const words = [...node.words];
    for (let given = assignment(words[0]); given !== undefined; given = assignment(words[0])) {
      session.variables.set(given.name, textOf(given.value, session, ask));
      words.shift();
    }
    const [name = '', ...args] = words.flatMap((word) => fieldsOf(word, session, ask));
    if (name === 'exec' && args.length === 0) {
      session.isMuted ||= node.redirects.some(({ sign }) => sign === '2>');
      return quiet(0);
    }
    return redirected(session, node.redirects, input, target, (led) => call(name, args, led));
  }

  function call(name: string, args: readonly string[], input: string): Said {
    const [inner = '', ...rest] = args;
    switch (name) {
      case '':
        return quiet(0);
      case 'eval':
        return run(parse(args.join(' ')), input);
      case 'command':
        return inner === '-v' ? where(rest[0] ?? '') : call(inner, rest, input);
      case 'exec': {
        const said = call(inner, rest, input);
        session.exit ??= said.code;
        return said;
      }
      default: {
        const found = builtins[name] ?? program(name);
        if (found === undefined) return fails(`sh: 1: ${name}: not found`, 127);
        return found(args, input, session);
      }
    }
  }

  function where(name: string): Said {
    return program(name) === undefined ? quiet(127) : { ...quiet(0), out: `/usr/bin/${name}\n` };
  }

  return run;
}

function joined(one: Said, other: Said): Said {
  return { code: other.code, out: one.out + other.out, err: one.err + other.err };
}

function assignment(word: Word | undefined): { name: string; value: Word } | undefined {
  const [first, ...rest] = word ?? [];
  if (first?.is !== 'text' || first.isQuoted) return;
  const found = /^([A-Za-z_]\w*)=(.*)$/s.exec(first.text);
  if (found === null) return;
  return { name: found[1] ?? '', value: [{ ...first, text: found[2] ?? '' }, ...rest] };
}
