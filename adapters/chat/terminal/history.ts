import { appendFile, chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const KEPT = 1000;
const PRIVATE = 0o600;

/** Typed lines over sessions, newest first. */
export interface History {
  readonly lines: readonly string[];
  /** Keeps a line, unless it repeats the last one or begins with a space. */
  add(line: string): Promise<void>;
}

/** Without a file, or where it cannot be written, lines are kept for this session alone. */
export async function openHistory(file: string | undefined): Promise<History> {
  const lines = file === undefined ? [] : await load(file);
  return {
    lines,
    async add(line) {
      if (line.startsWith(' ') || line.trim() === '' || line === lines[0]) return;
      lines.unshift(line);
      if (lines.length > KEPT) lines.pop();
      if (file === undefined) return;
      await appendFile(file, `${line}\n`, { mode: PRIVATE }).catch(() => {});
    },
  };
}

async function load(file: string): Promise<string[]> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const all = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
    await chmod(file, PRIVATE);
    if (all.length > 2 * KEPT) await writeFile(file, `${all.slice(-KEPT).join('\n')}\n`);
    return all.slice(-KEPT).reverse();
  } catch {
    return [];
  }
}
