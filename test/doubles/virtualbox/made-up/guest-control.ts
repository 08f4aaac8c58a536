import { spawn } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * MADE UP: no Guest Additions were at hand. A guest whose programs run on this machine, in the room that `enter` makes
 * for them; with what VBoxManageGuestCtrl.cpp, GuestSessionImpl.cpp and GuestProcessImpl.cpp of VirtualBox 7.2 say.
 */
export interface MadeUpGuest {
  readonly machine: string;
  readonly user: string;
  readonly password: string;
  /** Words before each program, for a root and files of its own. */
  readonly enter: readonly string[];
  /** The guest's folders, as they lie here. */
  readonly folders: Readonly<Record<string, string>>;
  /** What it lacks. */
  readonly missing?: 'service' | undefined;
  /** How long copying takes. */
  readonly copySeconds?: number | undefined;
  /** Of what a program writes only so many bytes come through. */
  readonly cutAt?: number | undefined;
}

interface Called {
  readonly argv: readonly string[];
  readonly input: string;
}

export async function runInGuest(guest: MadeUpGuest, { argv, input }: Called): Promise<number> {
  const [, machine, command, ...words] = argv;
  const options = words.filter((word) => /^--\w/.test(word) && before(words, word));
  const user = optionOf(options, 'username');
  // The first line, as far as its first control character.
  const password = /^\P{Cc}*/u.exec(input)?.[0];
  if (machine !== guest.machine) {
    return refuse('Guest Additions are not installed or not ready (yet)');
  }
  if (guest.missing === 'service') {
    return refuse(
      'Waiting for guest process failed: The guest execution service is not ready (yet)',
    );
  }
  if (user !== guest.user || password !== guest.password) {
    return refuse('The specified user was not able to logon on guest');
  }
  if (command === 'copyto') return copyTo(guest, words);
  if (command !== 'run') return refuse(`Invalid command '${command}'`);
  return run(guest, words.slice(words.indexOf('--') + 1), Number(optionOf(options, 'timeout')));
}

/** Options end at `--`. */
function before(words: readonly string[], word: string): boolean {
  const end = words.indexOf('--');
  return end < 0 || words.indexOf(word) < end;
}

function optionOf(options: readonly string[], name: string): string | undefined {
  return options.find((option) => option.startsWith(`--${name}=`))?.slice(name.length + 3);
}

function refuse(words: string): number {
  process.stderr.write(`VBoxManage: error: ${words}\n`);
  process.stderr.write('VBoxManage: error: Details: code VBOX_E_IPRT_ERROR (0x80bb0005)\n');
  return 1;
}

async function copyTo(
  { folders, copySeconds = 0 }: MadeUpGuest,
  words: readonly string[],
): Promise<number> {
  const [from = '', to = ''] = words.filter((word) => !word.startsWith('--'));
  const folder = Object.keys(folders).find((one) => to.startsWith(`${one}/`));
  if (folder === undefined) return refuse(`Path not found: ${to}`);
  await sleep(copySeconds * 1_000);
  copyFileSync(from, `${folders[folder]}${to.slice(folder.length)}`);
  return 0;
}

const TIMED_OUT = 20;
const BY_SIGNAL = 18;
const TOO_HIGH = 126;

function run(
  { enter, cutAt }: MadeUpGuest,
  argv: readonly string[],
  timeoutMs: number,
): Promise<number> {
  const cut = cutAt === undefined ? [] : ['sh', '-c', `"$@" | head -c ${cutAt}`, 'sh'];
  const [program = '', ...args] = [...enter, ...cut, ...argv];
  const child = spawn(program, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    cwd: '/',
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  return new Promise((resolve) => {
    child.on('error', () => resolve(refuse(`No such file or directory "${argv[0]}" on guest`)));
    child.on('exit', (code) => {
      if (code !== null) resolve(displaced(code));
      else resolve(child.killed ? TIMED_OUT : BY_SIGNAL);
    });
  });
}

/** Its own codes from 1 to 93 go up by 32, all above become one. */
function displaced(code: number): number {
  if (code === 0) return 0;
  return code > 93 ? TOO_HIGH : code + 32;
}
