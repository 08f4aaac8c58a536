import { BotError } from '../../../../src/errors.ts';
import { type ExecResult, exec, open } from '../../../../src/exec.ts';
import { unlessAborted } from '../../../../src/flow/wait.ts';
import {
  powershellInput,
  powershellLine,
  type WindowsShell,
} from '../../../../src/shell/powershell.ts';
import { windowsLine } from '../../../../src/shell/windows-argv.ts';
import { createSsh, type SshSettings } from '../../../../src/ssh.ts';
import { failure } from '../failure.ts';
import { remembered } from '../remembered.ts';
import type { Way } from '../way.ts';
import { codePageText, recoded } from './code-page.ts';
import { type Facts, factsScript, parseFacts, runScript } from './scripts.ts';

/** Milliseconds for a script; PowerShell alone takes a part of a second. */
const LIMIT = 15_000;

/** Ends with its standard input, as `cat` does elsewhere, for cmd and PowerShell alike. */
const stay = 'findstr .';

/**
 * A Windows host behind its OpenSSH. Each program is started by a PowerShell of ours with a command line of its own,
 * and writes to ssh itself; what VirtualBox writes there is in the host's ANSI code page, whatever `chcp` says
 * (RTStrUtf8ToCurrentCP in utf8-win.cpp of VirtualBox).
 */
export function createWindowsWay(settings: SshSettings, shell: WindowsShell): Way {
  const ssh = createSsh(settings, stay);
  const words = (script: string) => [...ssh.shared(), powershellLine(script, shell)];

  async function script(text: string, values: readonly string[], signal: AbortSignal) {
    const input = powershellInput(values);
    const answer = await exec('ssh', words(text), { signal, timeoutMs: LIMIT, input });
    if (answer.exitCode === 0) return answer.stdout;
    throw failure(answer);
  }

  const facts = remembered(async () =>
    parseFacts(await script(factsScript, [], new AbortController().signal)),
  );

  return {
    os: 'windows',
    async run(argv, options) {
      const { by = { script: runScript, words: [] }, ...more } = options;
      const known = await unlessAborted(facts(), options.signal);
      const first = Buffer.from(calling(argv, known, by.words));
      const input = Buffer.concat([first, Buffer.from(options.input ?? '')]);
      const answer = await exec('ssh', words(by.script), { ...more, input, bytes: true });
      return inText(answer, known.codePage);
    },
    async open(argv) {
      const known = await facts();
      const child = open('ssh', words(runScript));
      child.stdin.write(calling(argv, known));
      return recoded(child, known.codePage);
    },
    script,
    close: () => ssh.close(),
  };
}

function inText(answer: ExecResult, codePage: number): ExecResult {
  const text = (bytes: string) => codePageText(Buffer.from(bytes, 'latin1'), codePage);
  return { ...answer, stdout: text(answer.stdout), stderr: text(answer.stderr) };
}

/** What the script that runs a program is told: the program, its command line, words of its own, then the variables. */
function calling(argv: readonly string[], { program }: Facts, own: readonly string[] = []): string {
  const { variables, words } = withoutEnv(argv);
  const [file = '', ...args] = words;
  if (file === 'sh' || file === '/bin/sh') throw notThere();
  if (file.includes('"')) throw new BotError('invalid', 'a path on Windows holds no quote');
  const found = file === 'VBoxManage' ? (program ?? 'VBoxManage.exe') : file;
  return powershellInput([found, windowsLine(args), ...own, ...variables.flat()]);
}

/** What the other groups do with a script of the host's own shell: they have none for Windows. */
function notThere(): BotError {
  return new BotError('unsupported', 'the bot cannot do this on a host with Windows yet', {
    hint: 'Nothing was changed. docs/virtualbox.md says what works there.',
  });
}

/** `env A=b PROGRAM …` is how a variable is set elsewhere; Windows has no such program. */
function withoutEnv(argv: readonly string[]) {
  if (argv[0] !== 'env') return { variables: [], words: argv };
  const from = argv.findIndex((word, at) => at > 0 && !word.includes('='));
  const variables = argv.slice(1, from).map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  return { variables, words: argv.slice(from) };
}
