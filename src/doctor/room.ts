import type { Field } from '../card.ts';
import { bytes } from '../format.ts';
import type { Host } from '../hypervisor.ts';
import type { KnownMachine, SiteFacts } from './facts.ts';
import { freeMemory, roomFor } from './rules/memory.ts';

/** Of which memory another machine would be. */
export interface Like {
  /** `web-1`, `the median`. */
  readonly what: string;
  readonly memoryBytes: number;
}

/** A line for each host: how many more machines have room in its free memory. Like the median where nothing is named. */
export function roomFields(facts: readonly SiteFacts[], like: Like | undefined): readonly Field[] {
  return facts.flatMap(({ hosts, machines }) =>
    hosts.flatMap((host) => {
      const wanted = like ?? median(machines.filter((one) => one.host === host.name));
      return wanted === undefined ? [] : fieldOf(host, wanted);
    }),
  );
}

function fieldOf(host: Host, { what, memoryBytes }: Like): readonly Field[] {
  const room = roomFor(host, memoryBytes);
  if (room === undefined) return [];
  const many = room === 0 ? 'no room for one' : `room for ${room}`;
  const value = `${many} more like ${what} (${bytes(memoryBytes)}); ${bytes(freeMemory(host))} are free`;
  return [{ label: `Memory of ${host.name}`, value, tone: room === 0 ? 'warning' : undefined }];
}

function median(machines: readonly KnownMachine[]): Like | undefined {
  const sizes = machines.flatMap(({ memoryBytes }) => memoryBytes ?? []).sort((a, b) => a - b);
  const memoryBytes = sizes[Math.floor(sizes.length / 2)];
  return memoryBytes === undefined ? undefined : { what: 'the median machine there', memoryBytes };
}
