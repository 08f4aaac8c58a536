import { type GuestSummary, parseSummary } from '../guest/probe.ts';
import { hostSummaryScript } from '../guest/script.ts';
import { type Sections, splitSections, whole } from '../guest/sections.ts';
import type { Amount } from '../guest/system.ts';
import type { OnHost } from '../hypervisor/on-host.ts';

/** What the system of a host says of itself through its shell; what it does not say is absent. */
export interface HostSummary extends GuestSummary {
  /** The file system of its root. */
  readonly root?: Amount | undefined;
  /** Bytes that KSM saves. */
  readonly sharedMemoryBytes?: number | undefined;
}

/** The script takes half a second; a busy host many times that. */
const TIMEOUT_MS = 8_000;

/** One call of its shell. Throws `unsupported` where it has none, and what the way there throws. */
export async function readHost(
  onHost: OnHost,
  host: string,
  signal: AbortSignal,
): Promise<HostSummary> {
  const argv = ['/bin/sh', '-c', hostSummaryScript];
  const { stdout } = await onHost(host, argv, { signal, timeoutMs: TIMEOUT_MS });
  return parseHostSummary(stdout);
}

/** Never throws, whatever was printed. */
export function parseHostSummary(output: string): HostSummary {
  const sections = splitSections(output);
  return {
    ...parseSummary(output),
    root: readRoot(sections),
    sharedMemoryBytes: readShared(sections),
  };
}

/**
 * `df -P`: total, used, available, a percentage, and the mount, which is `/`.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/df.html
 */
function readRoot(sections: Sections): Amount | undefined {
  const line = sections.get('root')?.at(-1) ?? '';
  const [, all, taken] = / (\d{1,13}) +(\d{1,13}) +-?\d+ +(?:\d+%|-) +\/$/.exec(line.trim()) ?? [];
  const [total, used] = [whole(all), whole(taken)];
  if (total === undefined || total === 0) return undefined;
  return { total: total * 1024, used: used === undefined ? undefined : used * 1024 };
}

/** Pages saved, and the bytes of one. */
function readShared(sections: Sections): number | undefined {
  const [pages, size] = (sections.get('ksm') ?? []).map((line) => whole(line.trim()));
  return pages === undefined || size === undefined ? undefined : pages * size;
}
