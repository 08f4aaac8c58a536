import { someAtOnce } from '../flow/some-at-once.ts';
import type { Hypervisor } from '../hypervisor.ts';
import type { Fleet } from '../inventory.ts';
import type { Log } from '../log.ts';
import type { CheckupRecords } from '../store/checkups.ts';
import { collect } from './collect.ts';
import { diagnose } from './diagnose.ts';
import type { SiteFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import { createGuard, type StartGuard } from './guard.ts';
import { markIgnored } from './ignore.ts';
import { physicalHosts } from './physical.ts';
import type { DoctorSettings } from './settings.ts';

/** What is known of the sites' health, and how it comes to be known. */
export interface Doctor extends StartGuard {
  /** Looks at these sites now, and gives what is known of all of them then. */
  examine(sites: readonly string[], signal: AbortSignal): Promise<Checkup>;
  /** From facts to findings, worst first, with what the configuration ignores marked. */
  judged(facts: readonly SiteFacts[]): readonly Finding[];
  /** Which hosts were found to be one physical host, by what is known of all sites: a group for each. */
  shared(): Promise<readonly (readonly HostPlace[])[]>;
  /** Looks at one site without its single machines, for whoever polls it. Throws nothing but for the signal. */
  visit(site: string, signal: AbortSignal): Promise<void>;
}

/** Names a host. */
export interface HostPlace {
  readonly site: string;
  readonly name: string;
}

export interface Checkup {
  /** Of every site that was ever looked at. */
  readonly facts: readonly SiteFacts[];
  /** Worst first; what is ignored too. */
  readonly findings: readonly Finding[];
}

export interface DoctorParts {
  /** All of it, whoever asks. */
  readonly fleet: Pick<Fleet, 'sites' | 'site'>;
  readonly records: CheckupRecords;
  readonly settings?: DoctorSettings | undefined;
  readonly log: Log;
}

const unset: DoctorSettings = { ignore: [], physical: {} };

export function createDoctor(parts: DoctorParts): Doctor {
  const { fleet, records, settings = unset, log } = parts;
  const look = async (site: Hypervisor, signal: AbortSignal, machines: boolean) => {
    const facts = await collect(site, { signal, machines });
    await keep(facts, machines);
    return facts;
  };
  const judged = (facts: readonly SiteFacts[]): readonly Finding[] =>
    markIgnored(diagnose(facts, settings.physical), settings.ignore, facts);
  return {
    judged,
    async examine(names, signal) {
      const sites = names.map((name) => fleet.site(name));
      const looked = await someAtOnce(sites, (site) => look(site, signal, true));
      const facts = merged(await known(), looked);
      return { facts, findings: judged(facts) };
    },
    async shared() {
      return physicalHosts(await known(), settings.physical)
        .map((seats) => seats.map(({ facts: { site }, host: { name } }) => ({ site, name })))
        .filter((places) => places.length > 1);
    },
    async visit(name, signal) {
      await look(fleet.site(name), signal, false).catch((err: unknown) => {
        signal.throwIfAborted();
        log.warn({ err, site: name }, 'a checkup failed');
      });
    },
    ...createGuard({
      known,
      judged,
      look: async (name, signal) =>
        merged(await known(), [await look(fleet.site(name), signal, false)]),
    }),
  };

  /** Of the sites that are configured now. */
  async function known(): Promise<readonly SiteFacts[]> {
    const names = new Set(fleet.sites.map(({ site }) => site.name));
    return (await records.list()).filter(({ site }) => names.has(site));
  }

  /** A look without the machines keeps what was seen of them; what did not answer at all forgets nothing. */
  async function keep(facts: SiteFacts, whole: boolean): Promise<void> {
    if (facts.hosts.length === 0) return;
    const looks = whole ? facts.looks : await records.looks(facts.site);
    await records.save({ ...facts, looks });
  }
}

function merged(before: readonly SiteFacts[], now: readonly SiteFacts[]): readonly SiteFacts[] {
  const anew = new Set(now.map(({ site }) => site));
  return [...before.filter(({ site }) => !anew.has(site)), ...now];
}
