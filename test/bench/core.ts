import { measureCompletion } from './core/completion.ts';
import { measureFirstCall } from './core/first-call.ts';
import { measureOneLine } from './core/one-line.ts';
import { measurePolicy } from './core/policy.ts';
import { measureRouter } from './core/router.ts';
import { measureStart } from './core/start.ts';
import type { Measured } from './figure.ts';

/** What needs no hypervisor: the router, completion, rights, the way of an operation to its first call, the start. */
export async function* core(signal: AbortSignal): AsyncGenerator<Measured> {
  yield* measureRouter(signal);
  yield* measureCompletion(signal);
  yield* measurePolicy(signal);
  yield* measureFirstCall(signal);
  yield* measureStart(signal);
  yield* measureOneLine(signal);
}
