import type { Measured } from './figure.ts';
import { onPausedHost } from './libvirt/host.ts';
import { measureLane } from './libvirt/lane.ts';
import { measureList } from './libvirt/list.ts';

/** On a real libvirt of the bench's own with real, paused machines. */
export function libvirt(signal: AbortSignal): AsyncIterable<Measured> {
  return onPausedHost(signal, async function* (host) {
    yield* measureLane(host, signal);
    yield* measureList(host, signal);
  });
}
