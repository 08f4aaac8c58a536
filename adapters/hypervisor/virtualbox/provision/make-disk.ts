import { BotError } from '../../../../src/errors.ts';
import type { Look, TaskControl } from '../../../../src/operation.ts';
import type { Done } from '../act.ts';
import { isRaw } from '../storage/image-files.ts';
import { parseMedia } from '../storage/stock.ts';
import type { Source } from './images.ts';
import type { Parts } from './parts.ts';
import { diskWords } from './plan.ts';
import { requireQuietFile } from './quiet.ts';

export interface DraftDisk {
  readonly source: Source;
  readonly diskBytes?: number | undefined;
  readonly sourceBytes?: number | undefined;
}

interface MakingDisk {
  readonly draft: DraftDisk;
  readonly path: string;
  readonly name: string;
  readonly task: TaskControl;
}

/** An empty one, or a copy of the image, as large as was asked for. */
export async function makeDisk(parts: Parts, making: MakingDisk): Promise<void> {
  const { draft, path, name, task } = making;
  const { source, diskBytes, sourceBytes } = draft;
  const isCopy = source.kind === 'disk';
  const note = isCopy ? 'copying the image' : 'making the disk';
  await task.step('make the disk', {
    async do() {
      // Half a copy of an earlier try: the folder is the machine's own.
      await parts.folders.remove([path], task.signal);
      const stopBy = source.kind === 'iso' ? undefined : path;
      return parts.client.act(diskWords(draft, path), { task, name, note, stopBy });
    },
    look: (signal) => lookForDisk(parts, path, signal),
  });
  if (isCopy && !source.known && !isRaw(source.path)) await forgetImage(parts, making);
  if (!isCopy || diskBytes === undefined || diskBytes === sourceBytes) return;
  await task.step('size the disk', {
    do: () =>
      parts.client.act(['modifymedium', 'disk', path, `--resizebyte=${diskBytes}`], {
        ...{ task, name },
        note: 'making the disk larger',
      }),
  });
}

/** VirtualBox enters a disk into its registry when it is whole. What `convertfromraw` makes is entered when it is plugged in. */
async function lookForDisk(
  parts: Pick<Parts, 'client'>,
  path: string,
  signal: AbortSignal,
): Promise<Look<Done>> {
  const media = parseMedia(await parts.client.ask(['list', 'hdds'], { signal }), 'disk');
  if (media.some((each) => each.path === path && each.capacityBytes !== undefined)) {
    return { found: 'done', result: { warnings: [], log: [] } };
  }
  await requireQuietFile(parts, path, signal);
  return { found: 'not-done' };
}

/** A copy enters its source into the registry, where it would stay when the file is gone. */
async function forgetImage({ client }: Parts, { draft, name, task }: MakingDisk): Promise<void> {
  const words = ['closemedium', 'disk', draft.source.path];
  await task.step('let go of the image', {
    async do() {
      // Another copy of it may be under way: then that one lets go.
      const acting = { task, name, note: 'letting go of the image' };
      await client.act(words, acting).catch((error: unknown) => {
        if (!(error instanceof BotError)) throw error;
      });
      return true;
    },
  });
}
