import { measureAudit } from './authority/audit.ts';
import { measureCpu } from './authority/cpu.ts';
import { measureBacklog } from './authority/replicas.ts';
import type { Measured } from './figure.ts';

/** What it costs that somebody is asked for their right, that it is written down, and that several replicas share the work. */
export async function* authority(signal: AbortSignal): AsyncGenerator<Measured> {
  yield* measureAudit(signal);
  yield* measureCpu(signal);
  yield* measureBacklog(signal);
}
