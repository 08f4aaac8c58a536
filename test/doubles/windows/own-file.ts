import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Drive } from './paths.ts';

interface Program {
  /** Its name, its line, the folder's name, then what the script itself wants, then the variables. */
  readonly words: readonly string[];
  readonly drive: Drive;
  run(words: readonly string[], input: NodeJS.ReadableStream): Promise<number>;
}

/** The user's folder for temporary files, in sight of the lab's VirtualBox. */
export const temporary = ({ folder }: Drive, name = '') => join(folder, 'tmp', name);

/** A program writes the file, and the script says it. */
export function filled({ words, drive, run }: Program): Promise<number> {
  return withFile(temporary(drive, words[2]), async (file) => {
    const code = await run(wordsWith(file, words, 3), new PassThrough().end());
    if (code === 0) process.stdout.write(`${(await readFile(file)).toString('base64')}\r\n`);
    return code;
  });
}

/** The file comes over standard input, behind a line for the program. */
export function given({ words, drive, run }: Program): Promise<number> {
  return withFile(temporary(drive, words[2]), async (file) => {
    const all = await buffer(process.stdin);
    const line = all.indexOf('\n') + 1;
    await writeFile(file, all.subarray(line));
    if (all.length - line !== Number(words[3])) return 1;
    return run(wordsWith(file, words, 4), Readable.from([all.subarray(0, line)]));
  });
}

async function withFile(folder: string, work: (file: string) => Promise<number>): Promise<number> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    return await work(join(folder, 'content'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function wordsWith(file: string, words: readonly string[], variablesAt: number): readonly string[] {
  const [program = '', line = '', name = ''] = words;
  return [program, line.replaceAll(name, `"${file}"`), ...words.slice(variablesAt)];
}
