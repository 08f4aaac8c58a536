import { bytes } from '../format.ts';
import type { Machine } from '../hypervisor.ts';
import type { SiteFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import { freeMemory } from './rules/memory.ts';

/** A machine that is to be started, as far as the guard must know it; one that is not there yet has no id. */
export interface ToStart extends Pick<Machine, 'site' | 'host' | 'name' | 'memoryBytes'> {
  readonly id?: string | undefined;
}

/** Why a start cannot work. */
export interface StartObstacle extends Pick<Finding, 'code' | 'says' | 'fix' | 'at'> {}

/** Keeps starts that cannot work from being tried. */
export interface StartGuard {
  /**
   * What stands against it by what was found last; looked at again first where that is old. Nothing where nothing is
   * known: the hypervisor itself then tells. `besides` is memory that others take on its host before it.
   */
  obstacle(
    machine: ToStart,
    options: { readonly signal: AbortSignal; readonly besides?: number | undefined },
  ): Promise<StartObstacle | undefined>;
}

export interface GuardParts {
  known(): Promise<readonly SiteFacts[]>;
  judged(facts: readonly SiteFacts[]): readonly Finding[];
  /** Looks at the site anew, and gives what is known of all of them then. */
  look(site: string, signal: AbortSignal): Promise<readonly SiteFacts[]>;
}

/** Milliseconds for which a refusal may rest on what was found before. */
const FRESH_MS = 10_000;

export function createGuard({ known, judged, look }: GuardParts): StartGuard {
  return {
    async obstacle(machine, { signal, besides = 0 }) {
      const facts = await known();
      const found = against(machine, { facts, findings: judged(facts), besides });
      if (found === undefined || Date.now() - found.at < FRESH_MS) return found;
      const now = await look(machine.site, signal);
      return against(machine, { facts: now, findings: judged(now), besides });
    },
  };
}

interface Known {
  readonly facts: readonly SiteFacts[];
  readonly findings: readonly Finding[];
  readonly besides: number;
}

/** What is ignored guards nothing: somebody said that it does not matter. */
function against(machine: ToStart, { facts, findings, besides }: Known): StartObstacle | undefined {
  const short = findings.some(({ code, machine: it, ignored }) => {
    return code === 'memory-short' && ignored !== undefined && it?.id === machine.id;
  });
  const stopped = findings.find(
    (finding) =>
      finding.site === machine.site &&
      finding.ignored === undefined &&
      finding.code !== 'memory-short' &&
      (finding.host === undefined || finding.host === machine.host) &&
      stops(finding, machine.id),
  );
  return stopped ?? (short ? undefined : shortage(machine, facts, besides));
}

function stops({ stops: whom }: Finding, id: string | undefined): boolean {
  return whom === 'all' || (id !== undefined && whom?.includes(id) === true);
}

function shortage(
  { site, host: name, memoryBytes }: ToStart,
  facts: readonly SiteFacts[],
  besides: number,
): StartObstacle | undefined {
  const of = facts.find((one) => one.site === site);
  const host = of?.hosts.find((one) => one.name === name);
  const free = host && freeMemory(host);
  if (of === undefined || free === undefined || memoryBytes === undefined) return undefined;
  if (memoryBytes + besides <= free) return undefined;
  const others = besides === 0 ? '' : `, and the others that start there take ${bytes(besides)}`;
  return {
    code: 'memory-short',
    says: `it wants ${bytes(memoryBytes)}, and ${bytes(free)} are free on ${name}${others}`,
    fix: 'Stop another machine there first, or give it less with vm set.',
    at: of.at,
  };
}
