import type { Measured } from './figure.ts';
import { measureCommand } from './virtualbox/command.ts';
import { onBoxHost } from './virtualbox/host.ts';
import { measureList } from './virtualbox/list.ts';
import { measureQueue } from './virtualbox/queue.ts';

/** On a real VirtualBox of the bench's own, in its driverless mode. */
export function virtualbox(signal: AbortSignal): AsyncIterable<Measured> {
  return onBoxHost(signal, async function* (host) {
    yield* measureList(host, signal);
    yield* measureCommand(host, signal);
    yield* measureQueue(host, signal);
  });
}
