import { onLab } from './connectivity/lab.ts';
import { measureCrowd, measureMatrix } from './connectivity/matrix.ts';
import { measurePing } from './connectivity/ping.ts';
import type { Measured } from './figure.ts';

/** Between real guests on two real hosts of a lab of the bench's own, and among many of the demo's. */
export async function* connectivity(signal: AbortSignal): AsyncGenerator<Measured> {
  yield* measureCrowd(signal);
  yield* onLab(signal, async function* (lab) {
    yield* measurePing(lab, signal);
    yield* measureMatrix(lab, signal);
  });
}
