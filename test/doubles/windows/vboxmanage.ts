import { spawn } from 'node:child_process';
import { toWindows1252 } from './code-page.ts';
import { type Drive, fromWindows, toWindows } from './paths.ts';

export interface Call {
  readonly program: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly input: NodeJS.ReadableStream;
  readonly drive: Drive;
}

/**
 * Runs the lab's VBoxManage as if it were on Windows: with paths of a drive, lines that end with CR LF, and letters in
 * the ANSI code page, but for values of the machine-readable list that had to be escaped: RTStrmWrite and RTPrintf in
 * stream.cpp of VirtualBox. Gives its exit code.
 */
export async function vboxManage({ program, argv, env, input, drive }: Call): Promise<number> {
  const words = argv.map((word) => fromWindows(word, drive));
  const child = spawn(program, words, { env: { ...process.env, ...env }, stdio: 'pipe' });
  input.pipe(child.stdin).on('error', () => undefined);
  const machineReadable = argv.includes('--machinereadable');
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    process.stderr.write(toWindows1252(crlf(named(toWindows(chunk, drive)))));
  });
  const code = await new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  for (const line of said.split(/(?<=\n)/)) {
    process.stdout.write(machineReadable ? escaped(line, drive) : plain(line, drive));
  }
  // What the script makes of a program that crashed.
  return code ?? 139;
}

const crlf = (text: string) => text.replaceAll('\n', '\r\n');
const named = (text: string) => text.replaceAll('VBoxManage: ', 'VBoxManage.exe: ');
const plain = (line: string, drive: Drive) => toWindows1252(crlf(toWindows(line, drive)));

function escaped(line: string, drive: Drive): Buffer {
  const mapped = line.includes(drive.folder)
    ? toWindows(line, drive).replaceAll('\\', '\\\\')
    : line;
  return /\\["\\]/.test(mapped) ? Buffer.from(crlf(mapped)) : toWindows1252(crlf(mapped));
}
