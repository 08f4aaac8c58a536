import type { Member } from '../incident.ts';
import type { SignalName, Subject } from '../signal.ts';
import type { Reading, Source } from '../source.ts';
import { hostSubject, machineSubject } from '../subjects.ts';
import type { Round } from './round.ts';

/** Everything of one site that is watched, put together from what was heard last of each. */
export interface Subjects {
  answered(round: Pick<Round, 'hosts' | 'machines'>): void;
  read(source: Source, readings: readonly Reading[]): void;
  all(): readonly Subject[];
  /** The only host, where the site is one: a site that does not answer is a host that does not. */
  onlyHost(): Subject | undefined;
}

export interface SubjectsParts {
  /** Hosts as they were measured before this process watched. */
  readonly hosts: readonly Subject[];
  /** What fires, as another process has saved it. */
  readonly firing: readonly Member[];
}

export function createSubjects({ hosts: before, firing }: SubjectsParts): Subjects {
  let hosts = before;
  let machines: readonly Subject[] = [];
  let answered = false;
  const read = new Map<Source, readonly Subject[]>();
  const asked = new Set<SignalName>();
  /** Nothing is over because nobody has looked yet. */
  const unseen = () =>
    firing
      .filter(({ subject: { kind }, signal }) =>
        kind === 'host' || kind === 'machine' ? !answered : !asked.has(signal),
      )
      .map(({ subject }) => subject);
  return {
    answered(round) {
      const lost = new Set(
        round.hosts.flatMap(({ name, problem }) => (problem === undefined ? [] : [name])),
      );
      const now = round.machines.map((machine) => machineSubject(machine));
      const keys = new Set(now.map(({ key }) => key));
      // A host that does not answer does not list its machines: they are not gone.
      const known = answered ? machines : firing.map(({ subject }) => subject);
      const kept = known.filter(
        ({ kind, key, host }) => kind === 'machine' && lost.has(host) && !keys.has(key),
      );
      machines = [...now, ...kept];
      hosts = round.hosts.map(hostSubject);
      answered = true;
    },
    read(source, readings) {
      for (const signal of source.signals) asked.add(signal);
      const own = readings
        .map(({ subject }) => subject)
        .filter(({ kind }) => kind !== 'host' && kind !== 'machine');
      read.set(source, own);
    },
    all() {
      const all = [...unseen(), ...[...read.values()].flat(), ...machines, ...hosts];
      return [...new Map(all.map((subject) => [subject.key, subject])).values()];
    },
    onlyHost: () => (hosts.length === 1 ? hosts[0] : undefined),
  };
}
