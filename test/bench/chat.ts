import { measureBurst } from './chat/burst.ts';
import { measureList } from './chat/list.ts';
import { platforms } from './chat/platforms.ts';
import type { Measured } from './figure.ts';

/** The whole bot at the chats' doubles, which are a process of their own. */
export async function* chat(signal: AbortSignal): AsyncGenerator<Measured> {
  for (const platform of platforms) yield* measureList(platform, signal);
  for (const platform of platforms) yield* measureBurst(platform, signal);
}
