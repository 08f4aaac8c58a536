import { pause } from '../../flow/wait.ts';
import type { Log } from '../../log.ts';
import type { Source } from '../source.ts';
import type { Ear } from './ear.ts';

export interface ReadingParts {
  readonly site: string;
  holds(): boolean;
  readonly signal: AbortSignal;
  readonly log: Log;
  now?(): number;
}

/** Milliseconds between two looks whether the site has answered yet. */
const YET_MS = 1_000;

/** One source at its own pace, as soon as it is known what there is to read of. */
export async function readOn(parts: ReadingParts, source: Source, ear: Ear): Promise<void> {
  const { signal, holds } = parts;
  while (holds() && !signal.aborted) {
    const known = ear.known();
    if (known) await readOnce(parts, source, ear);
    await pause(known ? source.everyMs : YET_MS, signal).catch(() => {});
  }
}

async function readOnce(
  { site, signal, log, now = Date.now }: ReadingParts,
  source: Source,
  ear: Ear,
): Promise<void> {
  const { hosts = [], machines = [] } = ear.known() ?? {};
  try {
    const readings = await source.read({ site, hosts, machines, now: now(), signal });
    if (!signal.aborted) ear.read({ source, readings });
  } catch (err) {
    if (!signal.aborted) log.debug({ err, site, of: source.signals }, 'a source gave nothing');
  }
}
