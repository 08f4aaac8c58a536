import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SetupServices } from '../site.ts';

/** The files that adapters had written; gone again when the person leaves. */
export interface Kept extends SetupServices {
  takeBack(): Promise<void>;
}

/** None is written over: an older configuration may point at it. */
export function createKept(directory: string): Kept {
  const written: string[] = [];
  return {
    directory,
    async keep(name, text) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      for (let count = 1; ; count += 1) {
        const path = join(directory, count === 1 ? name : `${name}-${count}`);
        const there = await readFile(path, 'utf8').catch(() => undefined);
        if (there === text) return path;
        if (there !== undefined) continue;
        await writeFile(path, text, { mode: 0o600, flag: 'wx' });
        written.push(path);
        return path;
      }
    },
    async takeBack() {
      for (const path of written.splice(0)) await rm(path, { force: true });
    },
  };
}
