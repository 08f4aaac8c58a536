import { measureAudit } from './authority/audit.ts';
import type { Measured } from './figure.ts';

/** What it costs that somebody is asked for their right, and that it is written down. */
export async function* authority(signal: AbortSignal): AsyncGenerator<Measured> {
  yield* measureAudit(signal);
}
