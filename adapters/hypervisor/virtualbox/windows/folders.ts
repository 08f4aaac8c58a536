import { BotError } from '../../../../src/errors.ts';
import type { Folders } from '../storage/folders.ts';
import type { Way } from '../way.ts';
import { emptyScript, headScript, listScript, removeScript, roomScript } from './folder-scripts.ts';

/** Folders of a Windows host: drives and shares. */
export function windowsFolders(script: Way['script']): Folders {
  return {
    async list(folder, signal) {
      const lines = (await script(listScript, [folder], signal)).split(/\r?\n/);
      return lines.flatMap((line) => {
        const [, path, bytes] = /^([\w+/]+=*) (\d+)$/.exec(line) ?? [];
        return path === undefined ? [] : [{ path: textOf(path), bytes: Number(bytes) }];
      });
    },
    async head(path, bytes, signal) {
      return Buffer.from(await script(headScript, [path, String(bytes)], signal), 'base64');
    },
    async room(folder, signal) {
      const said = await script(roomScript, [folder], signal);
      const [, all, free] = /^(\d+) (\d+)\r?$/m.exec(said) ?? [];
      if (free === undefined) return undefined;
      return { capacityBytes: Number(all), freeBytes: Number(free) };
    },
    async remove(paths, signal) {
      if (paths.length === 0) return;
      const [why] = /^[\w+/]+=*/.exec(await script(removeScript, paths, signal)) ?? [];
      if (why !== undefined) throw new BotError('failed', textOf(why));
    },
    async removeEmpty(folder, signal) {
      await script(emptyScript, [folder], signal);
    },
  };
}

function textOf(base64: string): string {
  return Buffer.from(base64, 'base64').toString();
}
