import type { Machine } from '../../hypervisor.ts';
import { hostSubject, isSame, machineSubject } from '../engine/subjects.ts';
import type { Member } from '../incident.ts';
import type { SignalName, Subject } from '../rules/signal.ts';
import type { Reading, Source } from '../source.ts';
import type { Round } from './round.ts';

/** Everything of one site that is watched, put together from what was heard last of each. */
export interface Subjects {
  answered(round: Pick<Round, 'hosts' | 'machines'>): void;
  read(source: Source, readings: readonly Reading[]): void;
  /** The very same list for as long as nothing of it has changed. */
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
  const listed = createListed(firing);
  let hosts = before;
  let answered = false;
  const read = new Map<Source, readonly Subject[]>();
  const asked = new Set<SignalName>();
  let known: readonly Subject[] | undefined;
  /** Nothing is over because nobody has looked yet. */
  const unseen = () =>
    firing
      .filter(({ subject: { kind }, signal }) =>
        kind === 'host' || kind === 'machine' ? !answered : !asked.has(signal),
      )
      .map(({ subject }) => subject);
  return {
    answered(round) {
      const now = round.hosts.map(hostSubject);
      const isNew = !answered || !areSame(now, hosts);
      hosts = isNew ? now : hosts;
      if (listed.answered(round) || isNew) known = undefined;
      answered = true;
    },
    read(source, readings) {
      const own = readings
        .map(({ subject }) => subject)
        .filter(({ kind }) => kind !== 'host' && kind !== 'machine');
      const isNew = source.signals.some((signal) => !asked.has(signal));
      if (isNew || !areSame(own, read.get(source) ?? [])) known = undefined;
      for (const signal of source.signals) asked.add(signal);
      read.set(source, own);
    },
    all() {
      if (known) return known;
      const all = [...unseen(), ...[...read.values()].flat(), ...listed.machines(), ...hosts];
      known = [...new Map(all.map((subject) => [subject.key, subject])).values()];
      return known;
    },
    onlyHost: () => (hosts.length === 1 ? hosts[0] : undefined),
  };
}

/** The machines of the site, also those of hosts that do not answer: they are not gone. */
function createListed(firing: readonly Member[]) {
  let machines: readonly Subject[] = firing.map(({ subject }) => subject);
  let last: readonly Machine[] = [];
  let lastLost = '';
  let answered = false;
  return {
    machines: () => (answered ? machines : []),
    /** Whether that changed anything. */
    answered(round: Pick<Round, 'hosts' | 'machines'>): boolean {
      const lost = new Set(
        round.hosts.flatMap(({ name, problem }) => (problem === undefined ? [] : [name])),
      );
      const nowLost = [...lost].join('\n');
      const isNew = !(answered && nowLost === lastLost && areIdentical(round.machines, last));
      if (!isNew) return false;
      [last, lastLost] = [round.machines, nowLost];
      const now = round.machines.map((machine) => machineSubject(machine));
      const keys = new Set(now.map(({ key }) => key));
      const kept = machines.filter(
        ({ kind, key, host }) => kind === 'machine' && lost.has(host) && !keys.has(key),
      );
      const all = [...now, ...kept];
      const changed = !(answered && areSame(all, machines));
      if (changed) machines = all;
      answered = true;
      return changed;
    },
  };
}

/** Between two lists of the site the same machines are told of. */
function areIdentical(now: readonly Machine[], before: readonly Machine[]): boolean {
  return now.length === before.length && now.every((machine, at) => machine === before[at]);
}

function areSame(now: readonly Subject[], before: readonly Subject[]): boolean {
  return (
    now.length === before.length &&
    now.every((subject, at) => {
      const other = before[at];
      return other?.key === subject.key && isSame(subject, other);
    })
  );
}
