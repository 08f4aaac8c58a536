import { readFileSync, rmSync, statSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { argvOf } from './argv-of.ts';
import { encodedScript, wordsOf } from './encoded-command.ts';
import { folderLines } from './folders.ts';
import { filled, given, temporary } from './own-file.ts';
import { type Drive, fromWindows } from './paths.ts';
import { cmdStatements, powershellStatements } from './shells.ts';
import { vboxManage } from './vboxmanage.ts';

/**
 * Stands in for a Windows host with OpenSSH: what sshd would have given to the login shell comes in
 * SSH_ORIGINAL_COMMAND, is taken apart by the documented rules of that shell and of the C runtime, and VBoxManage.exe
 * is the lab's. What the scripts in PowerShell do is written here anew, by their names: nothing here runs PowerShell.
 */
export interface Settings extends Drive {
  readonly shell: 'cmd' | 'powershell';
  /** The lab's VBoxManage. */
  readonly program: string;
  /** What CIM tells, as the lines of the script; absent where this user may not ask. */
  readonly system: Readonly<Record<string, string>>;
}

const PROGRAM = 'C:\\Program Files\\Oracle\\VirtualBox\\VBoxManage.exe';
const NOT_FOUND = 9009;

async function main(settings: Settings, line: string): Promise<number> {
  const statements = (settings.shell === 'cmd' ? cmdStatements : powershellStatements)(line);
  let last = 0;
  for (const statement of statements) {
    if (statement.does === 'say') write(statement.text);
    else if (statement.does === 'run') last = await run(statement.words, settings);
    else return last;
  }
  // https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_powershell_exe: 0 or 1 with -c.
  return settings.shell === 'powershell' ? Math.min(1, last) : last;
}

function write(line: string): void {
  process.stdout.write(`${line}\r\n`);
}

async function run([program, ...words]: readonly string[], settings: Settings): Promise<number> {
  if (program === 'findstr') {
    await text(process.stdin);
    return 1;
  }
  if (program === 'powershell.exe') return script(encodedScript(words), settings);
  process.stderr.write(`'${program}' is not recognized as an internal or external command\r\n`);
  return NOT_FOUND;
}

async function script(source: string, settings: Settings): Promise<number> {
  if (source.endsWith('\nexit 0')) return 0;
  const name = /^# nakhoda (\w+)$/m.exec(source)?.[1];
  const words = wordsOf(await firstLine());
  const folders = folderLines(name, words, settings);
  if (folders !== undefined) {
    for (const line of folders) write(line);
    return 0;
  }
  return named(name, words, settings);
}

async function named(name: string | undefined, words: readonly string[], settings: Settings) {
  const run = (all: readonly string[], input: NodeJS.ReadableStream) =>
    runProgram(all, settings, input);
  if (name === 'run') return run(words, process.stdin);
  if (name === 'filled') return filled({ words, drive: settings, run });
  if (name === 'given') return given({ words, drive: settings, run });
  if (name === 'stamps') stamps(words, settings);
  else if (name === 'read') for (const path of words) write(contents(fromWindows(path, settings)));
  else if (name === 'facts') say({ codePage: '1252', name: 'LAPTOP-7', program: PROGRAM });
  else if (name === 'system') say(settings.system);
  else if (name === 'forget')
    rmSync(temporary(settings, words[0]), { recursive: true, force: true });
  else throw new Error(`there is no script ${name}`);
  return 0;
}

/** Byte by byte, so that the rest is the program's. */
async function firstLine(): Promise<string> {
  let line = '';
  for (;;) {
    const chunk: Buffer | null = process.stdin.read(1);
    if (chunk === null) {
      if (process.stdin.readableEnded) return line;
      await new Promise((resolve) => {
        process.stdin.once('readable', resolve).once('end', resolve);
      });
    } else if (chunk[0] === 0x0a) return line;
    else line += chunk.toString('latin1');
  }
}

function say(pairs: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(pairs)) {
    write(`${key} ${Buffer.from(value).toString('base64')}`);
  }
}

async function runProgram(
  [file, line = '', ...pairs]: readonly string[],
  settings: Settings,
  input: NodeJS.ReadableStream,
): Promise<number> {
  if (file !== PROGRAM) {
    process.stderr.write(`nakhoda: the program cannot be started: ${file}\r\n`);
    return 127;
  }
  const env = Object.fromEntries(
    pairs.flatMap((name, at) => (at % 2 === 0 ? [[name, pairs[at + 1] ?? '']] : [])),
  );
  const argv = argvOf(line);
  return vboxManage({
    program: settings.program,
    argv,
    env,
    input,
    drive: settings,
  });
}

/** .NET's ticks: tenths of a microsecond since the year 1. */
const ticks = (ms: number) => 621_355_968_000_000_000n + BigInt(Math.round(ms * 1_000)) * 10n;

function stamps(paths: readonly string[], drive: Drive): void {
  write(String(ticks(Date.now())));
  for (const path of paths) {
    const seen = statSync(fromWindows(path, drive), { throwIfNoEntry: false });
    write(seen ? `${ticks(seen.mtimeMs)} ${seen.size}` : '-');
  }
}

function contents(path: string): string {
  try {
    return `=${readFileSync(path).toString('base64')}`;
  } catch {
    return '-';
  }
}

const settings: Settings = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
process.exitCode = await main(settings, process.env['SSH_ORIGINAL_COMMAND'] ?? '');
process.stdin.unref();
