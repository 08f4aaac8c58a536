import { measureBurst } from './chat/burst.ts';
import { platforms } from './chat/platforms.ts';
import type { Measured } from './figure.ts';

/** The whole bot at the chats' doubles, each a process of its own. */
export async function* chat(signal: AbortSignal): AsyncGenerator<Measured> {
  for (const platform of platforms) yield* measureBurst(platform, signal);
}
